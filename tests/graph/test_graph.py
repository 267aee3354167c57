"""The graph: its nodes and typed edges, against the policy it was built from, and its drawings by their structure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import networkx as nx
import pytest

import slacode
from slacode.engine.graph import view
from slacode.engine.graph.nodes import EDGES, KINDS
from slacode.reports._schemas import SCHEMAS
from slacode.reports.graph import render_graph
from tests.graph.policies import COMMON, CYCLE, DERIVED, TIME, line_of, load

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def time():
    return load(TIME).graph


@pytest.fixture(scope="module")
def tour():
    return slacode.load(ROOT / "examples/tour").graph


def edges(graph, kind):
    return {(start, end) for start, end, edge in graph.edges(data=True) if kind in edge["kinds"]}


def test_it_is_a_plain_networkx_graph_that_lists_in_a_fixed_order(time):
    assert isinstance(time, nx.DiGraph)
    assert list(time) == sorted(time)
    assert list(load(TIME).graph.edges) == list(time.edges)


def test_every_declaration_is_a_node(tour):
    kinds = {attributes["kind"] for _, attributes in tour.nodes(data=True)}
    assert kinds == set(KINDS)
    assert {id_ for id_ in tour if id_.startswith("agreement:")} == {
        "agreement:checkout_support",
        "agreement:desk_ola",
        "agreement:network_ola",
        "agreement:payments_uc",
        "agreement:web_ola",
    }
    assert tour.nodes["calendar:always"]["text"] == "24x7"
    assert tour.nodes["party:retail"]["title"] == "Retail Division"


def test_the_tour_has_every_kind_of_edge(tour):
    assert {kind for *_, edge in tour.edges(data=True) for kind in edge["kinds"]} == set(EDGES)


def test_typed_edges(time):
    assert edges(time, "covers") == {("agreement:front", "service:web")}
    assert edges(time, "amends") == {("version:front@2", "version:front@1")}
    assert edges(time, "made of") == {("calendar:both", "calendar:office"), ("calendar:both", "calendar:always")}
    assert edges(time, "part of") == {("party:desk", "party:acme")}
    assert edges(time, "penalises") == {
        ("penalty:front.late", "target:front.fix"),
        ("penalty:front.penalty on fix[P1]", "row:front.fix[P1]"),
    }
    assert time.edges["agreement:front", "party:acme"]["role"] == "provider"
    assert time.edges["agreement:front", "party:shop"]["role"] == "receiver"


def test_support_leads_from_row_to_row(time):
    assert edges(time, "supported by") == {
        ("row:front.fix[P1]", "row:first.take[P1]"),
        ("row:front.fix[P1]", "row:back.mend"),
        ("row:front.fix[P1]", "row:yard.mend[P1]"),
        ("row:front.fix[P2]", "row:first.take[P2]"),
        ("row:front.fix[P2]", "row:back.mend"),
        ("row:back.mend", "row:yard.mend[P1]"),
    }


def test_support_derived_from_services_is_marked():
    graph = load(DERIVED).graph
    supports = {(start[4:], end[4:], edge["derived"]) for start, end, edge in graph.edges(data=True)
                if edge["kind"] == "supported by"}  # fmt: skip
    assert supports == {("front.up", "web_ola.up", True), ("front.up", "db_uc.up", True),
                        ("web_ola.up", "db_uc.up", True)}  # fmt: skip


def test_rows_say_what_they_promise_and_in_which_hours(time):
    row = time.nodes["row:front.fix[P1]"]
    assert (row["text"], row["hours"], row["target"]) == ("95% within 2h during always", "always", "fix")
    assert row["line"] == line_of(TIME, "amend from")
    assert row["versions"] == (1, 2)
    assert edges(time, "during") >= {
        ("row:front.fix[P1]", "calendar:always"),
        ("row:front.fix[P2]", "calendar:office"),
        ("row:first.take[P1]", "calendar:both"),
    }


def test_an_exempt_row_is_measured_by_nothing(time):
    assert list(time.successors('row:front.fix["by phone"]')) == []


def test_two_relations_of_one_pair_are_both_kept():
    graph = load("service a service b { needs a uses a }").graph
    edge = graph.edges["service:b", "service:a"]
    assert (edge["kind"], edge["kinds"]) == ("needs", ("needs", "uses"))
    shown = [(edge.start, edge.kind) for edge in view(graph).edges]
    assert shown == [("service:b", "needs"), ("service:b", "uses")]


def test_one_party_in_both_roles_keeps_both():
    graph = load("provider a sla s { between a and a }").graph
    assert graph.edges["agreement:s", "party:a"]["role"] == "provider and receiver"


def test_circles_are_kept_and_hang_nothing():
    graph = load(CYCLE).graph
    assert [sorted(circle) for circle in nx.simple_cycles(graph)] == [["row:a.t", "row:b.t", "row:c.t"]]
    assert {node.id for node in view(graph, ["+a"]).nodes} == {node.id for node in view(graph, ["c+"]).nodes} | {
        "metric:fix", "log:tickets", "party:desk", "party:acme",
    }  # fmt: skip


# ---- Selectors -----------------------------------------------------------------------------------------------------


SELECTOR_FORM = (
    "write a name, such as `checkout_support`, with `+` before it for what it rests on or after it for what rests on it"
)


def selected(graph, *selectors):
    """The rows, parties, metrics, logs, calendars and services that selectors mean, without their wholes."""
    kinds = ("row", "party", "metric", "log", "calendar", "service", "penalty", "objective")
    return {node.id for node in view(graph, selectors).nodes if node.kind in kinds}


def test_a_name_means_the_thing_with_all_its_parts(time):
    rows = {"row:front.fix[P1]", "row:front.fix[P2]", 'row:front.fix["by phone"]'}
    penalties = {"penalty:front.late", "penalty:front.penalty on fix[P1]"}
    assert selected(time, "front") == rows | penalties
    assert selected(time, "front.fix") == rows
    assert selected(time, "front.fix[P1]") == {"row:front.fix[P1]"}
    assert selected(time, "front.fix[by phone]") == {'row:front.fix["by phone"]'}


def test_a_part_brings_the_wholes_that_it_stands_in(time):
    assert {node.id for node in view(time, ["back.mend"]).nodes} == {
        "agreement:back", "version:back@1", "target:back.mend", "row:back.mend",
    }  # fmt: skip


def test_plus_before_means_what_it_rests_on(time):
    below = {
        "row:back.mend",
        "row:yard.mend[P1]",
        "metric:fix",
        "log:tickets",
        "party:desk",
        "party:acme",
        "party:host",
    }
    assert selected(time, "+back") == below
    assert "row:first.take[P2]" not in selected(time, "+front.fix[P1]")
    assert selected(time, "+front.fix[P1]") >= {*below, "row:first.take[P1]", "service:web", "party:shop",
                                                "calendar:always", "calendar:both"}  # fmt: skip


def test_plus_after_means_what_rests_on_it(time):
    assert selected(time, "back+") >= {"row:back.mend", "row:front.fix[P1]", "row:front.fix[P2]"}
    assert selected(time, "first.take[P2]+") == {"row:first.take[P2]", "row:front.fix[P2]", "penalty:front.late"}
    assert selected(time, "host+") >= {"party:host", "row:yard.mend[P1]", "row:back.mend", "row:front.fix[P1]"}
    assert "row:first.take[P1]" not in selected(time, "host+")


def test_both_ways(time):
    both = selected(time, "+back.mend+")
    assert both == selected(time, "+back.mend") | selected(time, "back.mend+")


def test_steps_limit_the_way(time):
    assert selected(time, "0+back") == selected(time, "back")
    one = {"row:back.mend", "row:yard.mend[P1]", "metric:fix", "party:desk", "party:acme"}
    assert selected(time, "1+back") == one  # neither the log nor the supplier, two steps away
    assert selected(time, "2+back") == one | {"log:tickets", "party:host"}
    # A supplier's yard is a step away; back, and front[P1] by yard itself, two; front[P2], by back alone, three.
    assert "row:front.fix[P1]" in selected(time, "host+2")
    assert "row:front.fix[P2]" not in selected(time, "host+2")
    assert "row:front.fix[P2]" in selected(time, "host+3")
    assert "row:front.fix[P1]" in selected(time, "yard.mend[P1]+1")


def test_an_objective_rests_on_what_serves_it(tour):
    assert "objective:fast_help" in selected(tour, "checkout_support+")
    assert "objective:fast_help" not in selected(tour, "+checkout_support")
    assert "row:network_ola.repair[P1]" in selected(tour, "+fast_help")


def test_kinds_and_stars(tour):
    assert {node.id for node in view(tour, ["ola:*"]).nodes if node.kind == "agreement"} == {
        "agreement:desk_ola", "agreement:network_ola", "agreement:web_ola",
    }  # fmt: skip
    assert selected(tour, "supplier:*") == {"party:hostco", "party:payco"}
    assert selected(tour, "*.resolution[P1]") == {"row:checkout_support.resolution[P1]"}
    assert selected(tour, "service:checkout") == {"service:checkout"}


def test_several_selectors_are_united(tour):
    assert selected(tour, "web", "payments") == {"service:web", "service:payments"}


@pytest.mark.parametrize(
    ("selector", "message", "help_"),
    [
        ("+fron", "there is nothing called `fron`", "did you mean `front`?"),
        ("uc:front", "there is no uc `front`", "see them all with `slacode graph`"),
        ("olla:first", "there is no kind `olla`", "did you mean `ola`?"),
        ("front.fixx", "there is nothing called `front.fixx`", "did you mean `front.fix`?"),
        ("+", "`+` is no selector", SELECTOR_FORM),
    ],
)  # fmt: skip
def test_a_selector_that_means_nothing(time, selector, message, help_):
    with pytest.raises(slacode.PolicyError) as raised:
        view(time, [selector])
    (found,) = raised.value.diagnostics
    assert (found.message, found.help) == (message, (help_,))


# ---- Drawings ------------------------------------------------------------------------------------------------------

ODD = (
    COMMON
    + r"""
provider odd "say \"hi\" <b>#1 & `x` \\ end"
service end
service default "x]|y"
log l { files "a.csv" case id time t in UTC field s: one of "a]b", "1 - \"High\"", "1 - High", end }
metric m = clock on l { start when s == end stop when s == "a]b" }
sla graph "Subgraph; end %% x --> y" {
  between odd and shop covers end, default term 2026-01-01 to 2026-12-31
  target style { metric m per month by s { "a]b": 95% within 4h "1 - \"High\"": 90% within 2h "1 - High": none } }
}
"""
)

MERMAID_ID = r"[A-Za-z][A-Za-z0-9_]*"
MERMAID_TEXT = r'"[^"`\\]*"'
BRACKETS = (("[", "]"), ("([", "])"), ("(", ")"), ("[[", "]]"), ("{{", "}}"), ("[(", ")]"), ("[/", "/]"), (">", "]"),
            ("((", "))"))  # fmt: skip
MERMAID_SHAPES = "|".join(re.escape(left) + MERMAID_TEXT + re.escape(right) for left, right in BRACKETS)
MERMAID_LINES = (
    rf"subgraph {MERMAID_ID}\[{MERMAID_TEXT}\]",
    r"end",
    rf"({MERMAID_ID})(?:{MERMAID_SHAPES})",
    rf"({MERMAID_ID}) (?:-->|-\.->)\|{MERMAID_TEXT}\| ({MERMAID_ID})",
    rf"({MERMAID_ID}) --- ({MERMAID_ID})",
)
DOT_TEXT = r'"(?:[^"\\]|\\.)*"'
DOT_ATTRIBUTES = rf"\[\w+=(?:{DOT_TEXT}|\w+)(?:, \w+=(?:{DOT_TEXT}|\w+))*\];"


@pytest.mark.parametrize("text", [TIME, DERIVED, CYCLE, ODD, "", "provider a"])
def test_mermaid_is_well_formed(text):
    head, *lines = render_graph("mermaid", view(load(text).graph)).splitlines()
    assert head == "flowchart LR"
    opened, boxes, arrows = 0, [], []
    for line in map(str.strip, lines):
        number = [bool(re.fullmatch(form, line)) for form in MERMAID_LINES].index(True)
        opened += (number == 0) - (number == 1)
        assert opened in (0, 1)
        found = re.fullmatch(MERMAID_LINES[number], line)
        if number == 2:
            boxes.append(found[1])
        elif number > 2:
            arrows += [found[1], found[2]]
    assert opened == 0
    assert len(set(boxes)) == len(boxes)
    assert set(arrows) <= set(boxes)


def test_mermaid_tells_names_apart_that_look_alike_to_it():
    drawn = render_graph("mermaid", view(load(ODD).graph, ["graph.style"]))
    assert 'row_graph_style_1_High["1 - High<br/>none"]' in drawn
    assert 'row_graph_style_1_High_2["1 - #quot;High#quot;<br/>90% within 2h"]' in drawn
    assert "say #quot;hi#quot; #lt;b#gt;#35;1 #amp; #96;x#96; #92; end" in render_graph(
        "mermaid", view(load(ODD).graph, ["odd"])
    )


@pytest.mark.parametrize("text", [TIME, DERIVED, CYCLE, ODD, ""])
def test_dot_is_well_formed(text):
    graph = load(text).graph
    lines = [line.strip() for line in render_graph("dot", view(graph)).splitlines()]
    assert lines[:3] == ["digraph slacode {", "rankdir=LR;", 'node [shape=box, fontname="sans-serif"];']
    assert lines[-1] == "}"
    boxes, ends = set(), set()
    for line in lines[3:-1]:
        if box := re.fullmatch(rf"({DOT_TEXT}) {DOT_ATTRIBUTES}", line):
            boxes.add(box[1])
        elif arrow := re.fullmatch(rf"({DOT_TEXT}) -> ({DOT_TEXT}) {DOT_ATTRIBUTES}", line):
            ends |= {arrow[1], arrow[2]}
        else:
            assert re.fullmatch(rf"subgraph {DOT_TEXT} {{|label={DOT_TEXT};|}}", line), line
    assert ends <= boxes
    assert {re.sub(r"\\(.)", r"\1", box[1:-1]) for box in boxes} <= set(graph)


def test_what_a_drawing_says(time):
    drawn = render_graph("dot", view(time, ["front.fix[P1]", "front.late", "first.take[P1]"]))
    assert 'subgraph "cluster_agreement:front" {\n    label="sla front";' in drawn
    assert '"row:front.fix[P1]" [label="P1\\n95% within 2h during always"];' in drawn
    assert '"row:front.fix[P1]" -> "row:first.take[P1]" [label="supported by"];' in drawn
    assert '"penalty:front.late" -> "target:front.fix" [label="penalises"];' in drawn
    assert '"version:front@2" -> "version:front@1" [label="amends"];' in drawn
    assert "version:first@1" not in drawn  # the only one


def test_a_target_with_one_promise_is_one_box():
    drawn = render_graph("mermaid", view(load(DERIVED).graph, ["front", "web_ola"]))
    assert 'row_front_up["up<br/>at least 99.9%"]' in drawn
    assert "target_front_up" not in drawn
    assert 'row_front_up -->|"supported by, derived"| row_web_ola_up' in drawn


def test_a_soft_dependency_is_dashed():
    drawn = render_graph("mermaid", view(load(DERIVED).graph, ["+shop_front"]))
    assert 'service_shop_front -.->|"uses"| service_ads' in drawn


@pytest.mark.parametrize("text", [TIME, DERIVED, CYCLE, ODD, ""])
def test_json_holds_the_graph_and_is_valid_by_its_schema(text):
    graph = load(text).graph
    written = json.loads(render_graph("json", view(graph)))
    jsonschema.Draft202012Validator(SCHEMAS["graph"]()).validate(written)
    assert [node["id"] for node in written["nodes"]] == list(graph)
    kept = [(start, end, kind) for start, end, edge in graph.edges(data=True) for kind in edge["kinds"]]
    assert [(edge["from"], edge["to"], edge["kind"]) for edge in written["edges"]] == kept
