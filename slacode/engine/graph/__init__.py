"""The graph of a policy: what is declared, and how it hangs together.

Nodes are known by an id, `kind:path`:

    party:acme_it   service:checkout   metric:resolution_time   log:tickets   calendar:office   terms:gold
    objective:fast_help   agreement:checkout_support   version:checkout_support@2
    target:checkout_support.resolution   row:checkout_support.resolution[P1]   penalty:checkout_support.late

A target's one row that has no label bears the path of its target (`row:checkout_support.availability`). A penalty
without a name is called by what it is and where: `penalty:checkout_support.penalty on resolution`, from the second
one on with its number (`... 2`). What stands in several versions of an agreement is one node, which says what the
last of them says.

The attributes of a node: `kind`, `name`, `title`, `type` (of a party `customer`, of an agreement `ola`, of a metric
`clock`, of a penalty `bonus`, ...), `path` and `line` of its text, `text` (an obligation, a calendar, the clauses of a
penalty, in the language), `hours` (the calendar of a row), `agreement` (the name of the one it belongs to), `target`
(the name of the target a row belongs to), `versions` (in which a target, row or penalty stands). What does not apply
is None, or ().

An edge reads "from kind to": `agreement:checkout_support` *covers* `service:checkout`. Attributes: `kinds`, all that
join the pair, in alphabetical order; `kind`, the first of them; `role`, of a party in an agreement: `provider`,
`receiver` or both; `derived`, that a support follows from the structure of services and is not written.

    between      agreement to its parties            covers       agreement to service
    extends      agreement or terms to terms         serves       agreement to objective
    owned by     agreement or service to party       part of      team to the party it belongs to
    has          agreement to version to target to row; agreement to penalty
    amends       version to the version before       during       agreement or row to the calendar it counts in
    measured by  row or objective to metric          reads        metric to log; agreement to a log it takes facts from
    supported by row to row                          penalises    penalty or bonus to the target or row it is on
    needs, uses  service to service                  made of      calendar to calendar
    for          objective to customer

Every edge leads from what rests on something to what it rests on, but `serves`, which leads the other way.
"""

from slacode.engine.graph.build import build_graph
from slacode.engine.graph.selectors import looks_like_selector
from slacode.engine.graph.view import GraphEdge, GraphNode, GraphView, view

__all__ = ["GraphEdge", "GraphNode", "GraphView", "build_graph", "looks_like_selector", "view"]
