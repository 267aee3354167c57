"""What tests are compared with is what `evaluate` makes of the same rows, on random contracts and random cases."""

import csv
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.instants import from_us
from slacode.engine.evaluate.run import evaluate
from slacode.engine.model.policy_tests import ExpectVerdict, Reference
from slacode.engine.testing.judging import Bench
from slacode.engine.testing.reckoning import Reckoning
from slacode.engine.testing.runs import runs_of
from slacode.project import compile_sources
from slacode.source import Source
from tests.testing.build import CONTRACT

MONDAY = dt.datetime(2026, 3, 23, tzinfo=dt.UTC)  # the clocks change on the Sunday of that week
FIELDS = ("status", "priority", "category", "reopened", "took", "due", "cause", "revision")

contracts = st.fixed_dictionaries(
    {
        "reopen restarts": st.sampled_from(["reopen restarts", "reopen continues", "reopen ignored", ""]),
        "by priority {": st.sampled_from(
            ["by priority {", "count by opened by priority {", "classify at start by priority {"]
        ),
        "within 8h": st.sampled_from(["within 8h", "within 1 business days", "within 2 business days to the hour"]),
        "P3: none": st.sampled_from(["P3: none", "P3: average at most 4h", ""]),
        "require all by due": st.sampled_from(["require all by due", "per rolling 7 days require all by due"]),
        "terminate after 3": st.sampled_from(["terminate after 3", "one credit per cause by cause terminate after 2"]),
        "below 50%: 10% of fee": st.sampled_from(
            ["below 50%: 10% of fee", "cap 8% of fee per month double when missed the month before"]
        ),
        "fee     EUR 1_000 per month": st.sampled_from(
            ["fee EUR 1_000 per month", "fee from tickets.balance per month"]
        ),
        "term    2026-01-01 to 2026-12-31": st.sampled_from(
            ["term 2026-03-01 to 2026-12-31", "term from 2026-03-25", ""]
        ),
        "exclude cases": st.sampled_from(
            [
                "exclude cases",
                'amend from 2026-04-01 "b" { hours always } exclude cases',
                'exclude while cause == "x" exclude cases',
            ]
        ),
    }
)

ROW = st.fixed_dictionaries(
    {"status": st.sampled_from(["new", "waiting", "closed", "closed", "cancelled"])},
    optional={
        "priority": st.sampled_from(["P1", "P2", "P3"]),
        "category": st.sampled_from(["test", "private", "other"]),
        "reopened": st.sampled_from(["0", "2"]),
        "took": st.sampled_from(["30min", "3h", "90s"]),
        "due": st.sampled_from(['"2026-03-25 12:00"', '"2026-04-02 09:00:00+02:00"']),
        "cause": st.sampled_from(["x", "y"]),
        "balance": st.sampled_from(["100", '"-20.5"']),
        "revision": st.sampled_from(["1", "2", "10"]),
    },
)
minutes = st.integers(0, 14 * 24 * 12).map(lambda n: 5 * n)  # ties are wanted
tickets = st.lists(st.tuples(st.sampled_from(["T1", "T2", "T3"]), minutes, ROW), min_size=1, max_size=9)
outages = st.lists(
    st.tuples(*(st.sampled_from(["O1", "O2"]), minutes), *map(st.sampled_from, (["began", "ended"], ["web", "db"]))),
    max_size=4,
)
later = st.one_of(st.none(), st.integers(0, 40 * 24 * 4).map(lambda n: 15 * n))


@st.composite
def suites(draw):
    """A contract, and some tests of it: the rows of its two logs, and the instant they look back from."""
    text = CONTRACT
    for said, other in draw(contracts).items():
        assert said in text
        text = text.replace(said, other, 1)
    return text, draw(st.lists(st.tuples(tickets, outages, later), min_size=1, max_size=2))


def at(minute):
    return MONDAY + dt.timedelta(minutes=minute)


def written(title, rows, down, minute):
    """A test with a verdict of every case and all that is expected of periods."""
    said = [f"as of {at(minute):%Y-%m-%dT%H:%MZ}"] if minute is not None else []
    said += ["log tickets {"]
    said += [f"{c} at {at(m):%Y-%m-%dT%H:%MZ}: {', '.join(f'{k} {v}' for k, v in row.items())}" for c, m, row in rows]
    said += ["}", "log outages {"]
    said += [f"{c} at {at(m):%Y-%m-%dT%H:%MZ}: event {event}, component {name}" for c, m, event, name in down]
    said += ["}", *(f"expect s.{t} {c} met" for c in {c for c, _, _ in rows} for t in ("fix_it", "on_time"))]
    said += ["expect s in 2026-04 is EUR 0", "expect s in 2026-04 is terminable", "expect s.late in 2026-04 is EUR 0"]
    said += ["expect late_comer.fix_it in 2026-04 is met"]
    return "\n".join([f'test "{title}" {{', *said, "}"])


def as_files(folder, rows, down):
    """The same rows as files."""
    with (folder / "tickets.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["id", "at", *FIELDS, "balance"])
        table.writeheader()
        for case, minute, row in rows:
            plain = {name: value.strip('"') for name, value in row.items()}
            table.writerow({"id": case, "at": at(minute).isoformat(), **plain})
    with (folder / "outages.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["id", "began_at", "ended_at", "component"])
        table.writeheader()
        for case, minute, event, name in down:
            table.writerow({"id": case, f"{event}_at": at(minute).isoformat(), "component": name})
    return {name: folder / f"{name}.csv" for name in ("tickets", "outages")}


def of_cases(result, expected):
    """The cycles of a case as `evaluate` lists them."""
    return [
        (row["cycle"], row["row"], row["verdict"], None if row["elapsed_s"] is None else int(row["elapsed_s"] * 10**6))
        for row in result.cases.to_pylist()
        if (row["agreement"], row["target"]) == (expected.ref.agreement, expected.ref.target)
        and row["case"] == expected.case
    ]


def assert_same(suite, folder):
    text, tests = suite
    blocks = [written(f"t{i}", *test) for i, test in enumerate(tests)]
    # The offset that `due` lacks is in files that of the log, in tests that of the agreement: both are Berlin's here.
    compiled = compile_sources([Source("contract.sla", text), Source("t_test.sla", "\n".join(blocks))])
    assert compiled.policy is not None, [d.message for d in compiled.diagnostics]
    model = compiled.policy.model
    runs = runs_of(model.tests, {agreement.name: agreement for agreement in model.agreements})
    reckoning = Reckoning(Bench(model, runs))
    for number, run in enumerate(runs):
        rows, down, _ = tests[run.test]
        result = evaluate(model, logs=as_files(folder, rows, down), as_of=from_us(run.as_of))
        assert not result.set_aside
        for _, expected in run.verdicts:
            cycles = reckoning.bench.cycles(number, expected) or []
            assert [(c.number, c.row, c.verdict, c.elapsed) for c in cycles] == of_cases(result, expected)
        assert_same_periods(reckoning, number, result)


def assert_same_periods(reckoning, number, result):
    for agreement in ("s", "late_comer"):
        ref = Reference(agreement=agreement)
        ours = sorted(reckoning.results(number, ref), key=repr)
        assert ours == sorted((one for one in result.targets if one.agreement == agreement), key=repr)
        settled = reckoning.settled(number, ref)
        assert list(settled.amounts) == [one for one in result.penalties if one.agreement == agreement]
        assert list(settled.rights) == [one for one in result.rights if one.agreement == agreement]
    alone = reckoning.settled(number, Reference(agreement="s", target="late")).amounts
    assert [one for one in alone if one.penalty == "late"] == [one for one in result.penalties if one.penalty == "late"]


@settings(max_examples=5, deadline=None)
@given(suites())
def test_tests_see_what_evaluate_sees(tmp_path_factory, suite):
    assert_same(suite, tmp_path_factory.mktemp("logs"))


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(suites())
def test_tests_see_what_evaluate_sees_in_many_more_cases(tmp_path_factory, suite):
    assert_same(suite, tmp_path_factory.mktemp("logs"))


def test_the_verdict_of_a_case_is_looked_for_in_its_own_run():
    """Two tests with a case of one name: each sees its own."""
    rows = "T1 at 2026-03-02 08:00: status new, priority P1\nT1 at 2026-03-02 {}: status closed"
    blocks = "\n".join(
        f'test "{stop}" {{ log tickets {{ {rows.format(stop)} }} expect s.fix_it T1 met }}'
        for stop in ("09:00", "10:00")
    )
    model = compile_sources([Source("c.sla", CONTRACT), Source("t.sla", blocks)]).policy.model
    bench = Bench(model, runs_of(model.tests, {agreement.name: agreement for agreement in model.agreements}))
    expected = ExpectVerdict(ref=Reference(agreement="s", target="fix_it"), case="T1", verdict="met")
    assert [bench.cycles(number, expected)[0].elapsed for number in (0, 1)] == [3600 * 10**6, 7200 * 10**6]
