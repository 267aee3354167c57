"""What clocks can and cannot do, worked out by hand and against every history of two rows."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.checks._clocks import States, states_of
from slacode.engine.checks._subject import Subject
from slacode.engine.logic import Space
from slacode.engine.logic.domains import domains_of, holds
from slacode.engine.model.conditions import And, Compare, Condition, Known, Missing, Not, Or, TextValue
from slacode.engine.model.logs import Log, LogField
from slacode.engine.model.metrics import Clock, Metric
from slacode.engine.model.policy import PolicyModel
from tests.checks.sets import TICKETS, checked, lines, only

CLOCK_CHECKS = {
    "pause-never-ends", "start-while-paused", "stop-never-reached", "target-never-met", "target-never-missed"
}  # fmt: skip


def found(folder, *clauses: str, target: str = "require 95% within 8h") -> list[str]:
    """The checks of part 16 that a clock sets off; `held` and `answer` are carried, `note` is not."""
    files = {
        "log.sla": "log tickets {\n case id\n time at in UTC\n field status: one of new, waiting, closed, cancelled\n"
        " field held: text carried\n field answer: text carried\n field note: text\n}\n",
        "metric.sla": "metric repair = clock on tickets {\n" + "\n".join(clauses) + "\n}\n",
        "sla.sla": f"sla shop {{\n term 2026-01-01 to 2026-12-31\n target a {{ metric repair {target} }}\n"
        " target b { metric repair require all within 2d }\n}\n",
    }
    return [finding.check for finding in checked(folder, files) if finding.check in CLOCK_CHECKS]


START, STOP, CANCEL = "start when status == new", "stop when status == closed", "cancel when status == cancelled"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ((START, STOP, CANCEL, "pause while status == waiting"), []),
        # a missing status counts: it neither pauses nor stops
        ((START, STOP, CANCEL, "pause while status in (new, waiting)"), ["start-while-paused"]),
        ((START, STOP, CANCEL, "pause while status in (new, waiting) or status is missing"), ["pause-never-ends"]),
        ((START, STOP, "pause while status != closed"), ["pause-never-ends"]),
        ((START, STOP, "pause while held is known"), ["pause-never-ends"]),
        ((START, STOP, "pause while note is known"), []),
        ((START, STOP, "pause while held == x"), []),  # it may become another text
        ((START, STOP, "pause while held is missing"), []),
        # from waiting alone a case comes back, from known not, but it need not be
        ((START, STOP, "pause while held is known or status == waiting"), []),
        # known both, or neither is a pause; from (known, known) nothing comes back
        ((START, STOP, "pause while held is known and answer is known"), ["pause-never-ends"]),
        # paused while just one of them is known: from there both may come to be known
        ((START, STOP, "pause while held is known and answer is missing"), []),
        ((START, "stop when status == closed or held is known", "pause while held is known"), []),
        # stop
        ((START, "stop when status == closed and status == new"), ["stop-never-reached"]),
        ((START, STOP, "cancel when status in (closed, cancelled)"), ["stop-never-reached"]),
        ((START, STOP, "cancel when status != closed"), ["stop-never-reached"]),
        (("start when held is known", "stop when held is missing"), ["stop-never-reached"]),
        (("start when note is known", "stop when note is missing"), []),
        (("start when held is missing", "stop when held is known"), []),
        # one cause, one finding: a clock that cannot stop is not told of for its pause too
        (
            (START, "stop when status == closed and status == new", "pause while status != closed"),
            ["stop-never-reached"],
        ),
    ],
)
def test_a_clock_gives_its_own_finding_and_no_other(tmp_path, clauses, expected):
    assert found(tmp_path, *clauses) == expected


def test_a_finding_shows_the_metric_the_log_and_the_carried_field(tmp_path):
    found(tmp_path, START, STOP, "pause while held is known")
    (finding,) = only("pause-never-ends", checked(tmp_path, {}))
    assert finding.message == "once paused, the clock of `repair` never runs again"
    assert lines(finding) == {("metric.sla", 1), ("log.sla", 1), ("log.sla", 5)}
    assert finding.data == {"metric": "repair", "pause": "held is known", "never_runs": False}


def test_a_start_that_is_paused_names_the_state(tmp_path):
    found(tmp_path, START, STOP, "pause while status in (new, waiting)")
    (finding,) = only("start-while-paused", checked(tmp_path, {}))
    assert finding.notes == ("so it is where `status` is `new`",)


def test_a_start_that_is_only_sometimes_paused_is_none(tmp_path):
    assert found(tmp_path, "start when status in (new, waiting)", STOP, "pause while status == waiting") == []


# An oracle: two fields, `kept` carried and `free` not, each `a`, `b` or missing; a case is now in one state and later
# in another, in which `kept` is known if it was. Every pair is looked at.
LOG = Log(
    name="log",
    case="id",
    time="at",
    fields=tuple(
        LogField(name=name, type="one of", column=name, values=("a", "b"), carried=name == "kept")
        for name in ("kept", "free")
    ),
)
ROWS = [{"kept": kept, "free": free} for kept, free in itertools.product(("a", "b", None), repeat=2)]
FIELDS = st.sampled_from(["kept", "free"])
ATOMS = st.one_of(
    st.builds(
        lambda name, value: Compare(field=name, op="==", operand=TextValue(value=value)), FIELDS, st.sampled_from("ab")
    ),
    st.builds(lambda name: Known(field=name), FIELDS),
    st.builds(lambda name: Missing(field=name), FIELDS),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda part: Not(part=part), inner),
        st.builds(lambda *parts: And(parts=parts), inner, inner),
        st.builds(lambda *parts: Or(parts=parts), inner, inner),
    ),
    max_leaves=3,
)


def true(condition: Condition | None, row: dict[str, str | None]) -> bool:
    match condition:
        case None:
            return False
        case And():
            return all(true(part, row) for part in condition.parts)
        case Or():
            return any(true(part, row) for part in condition.parts)
        case Not():
            return not true(condition.part, row)
    return holds(condition, row, domains_of(LOG))


def follows(row: dict[str, str | None], later: dict[str, str | None]) -> bool:
    return row["kept"] is None or later["kept"] is not None


@given(CONDITIONS, CONDITIONS, st.none() | CONDITIONS, st.none() | CONDITIONS)
@settings(max_examples=200, deadline=None)
def test_what_can_follow_is_what_some_pair_of_rows_shows(start, stop, pause, cancel):
    clock = Clock(log="log", start=start, stop=stop, pause=pause, cancel=cancel)
    metric = Metric(name="m", measure=clock)
    states = states_of(Subject(PolicyModel(logs=(LOG,), metrics=(metric,))), metric)
    assert isinstance(states, States)
    assert isinstance(states.space, Space)

    begins = [row for row in ROWS if true(start, row) and not true(cancel, row)]
    over = [row for row in ROWS if true(stop, row) or true(cancel, row)]
    stops = [row for row in ROWS if true(stop, row) and not true(cancel, row)]
    still = [row for row in ROWS if true(pause, row) and row not in over]
    runs = [row for row in ROWS if not true(pause, row) and row not in over]

    assert states.stops == any(follows(row, later) for row in begins for later in stops)
    paused = any(follows(row, later) for row in begins for later in still)
    ends = any(follows(row, later) for row in still for later in runs)
    assert states.pause_ends == (ends or not paused)
    assert states.takes_no_time == (bool(begins) and all(row in stops for row in begins))


def test_a_state_that_only_an_ola_excludes_is_shown_where_it_is_excluded(tmp_path):
    sla = "sla shop_sla { target fix { metric restore require 95% within 8h supported by desk_ola.fix } }"
    ola = "ola desk_ola {\n exclude \"Waiting\" while status == assigned\n"
    ola += " target fix { metric restore require 95% within 4h }\n}"
    found = only("pause-not-aligned", checked(tmp_path, {"sla.sla": TICKETS + sla, "ola.sla": ola}))
    assert [lines(finding) for finding in found] == [{("sla.sla", 6), ("sla.sla", 3), ("ola.sla", 2)}]
