"""Rows held in memory say what the plain oracle says: ranges, hashes of several cases, rows of one instant, rows
set aside and instants to look from change nothing."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacode.engine.evaluate.batch import Needs
from slacode.engine.logs import held, open_log, scan
from slacode.engine.logs import opened as opened_logs
from slacode.engine.logs.database import Database
from tests.logs.build import among, both, compare, either, field, fields, known, log_of, missing, opened
from tests.logs.oracle import cases
from tests.logs.test_order import CELLS, written

FIELDS = (
    field("status", "opened|waiting|closed"),
    field("priority", "P1|P2|P3 carried"),
    field("ok", "yesno"),
    field("team", "text carried"),
    field("n", "number"),
    field("limit", "number carried"),
    field("last", "x|y"),
)
SMALL = [
    compare("status", "==", "closed"), compare("priority", "<=", "P2"), missing("priority"), compare("ok", "==", True),
]  # fmt: skip
OTHERS = [
    compare("team", "==", "a"), known("team"), compare("n", ">", 1), fields("n", "<", "limit"),
    among("priority", ["P1", "P3"]), both(compare("status", "!=", "opened"), compare("limit", ">=", 1)),
    either(missing("team"), compare("last", "==", "x")),
]  # fmt: skip


def each(log, needs, as_of=10**12):
    """Of each case its rows: the time, then the conditions."""
    found = {}

    def look(batch):
        columns = [batch.time.tolist(), *(batch.flags[condition].tolist() for condition in needs.conditions)]
        rows = list(zip(*columns, strict=True))
        for number, case in enumerate(batch.cases.to_pylist()):
            assert case not in found, f"{case} is in two places"
            found[case] = rows[batch.offsets[number] : batch.offsets[number + 1]]

    assert all(nothing is None for nothing in log.each(look, needs, as_of, 2))
    return found


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(CELLS, min_size=1, max_size=40),
    wanted=st.one_of(
        st.lists(st.sampled_from(SMALL), unique=True), st.lists(st.sampled_from([*SMALL, *OTHERS]), unique=True)
    ),
    seconds=st.sampled_from([4, 10**6]),
    order=st.sampled_from([None, None, "revision"]),
    seed=st.integers(0, 1000),
    size=st.sampled_from([1, 3, 1 << 19]),
    hash_=st.sampled_from([None, scan.CASE_HASH, "CAST(1 AS UBIGINT)", 'CAST(ascii("case") % 2 AS UBIGINT)']),
    until=st.sampled_from([None, 2]),
)
def test_held_rows_say_what_the_log_says(  # noqa: PLR0917 - as many ways to arrive
    tmp_path_factory, rows, wanted, seconds, order, seed, size, hash_, until
):
    chance = random.Random(seed)
    if seconds > 4:  # hardly two rows of a case share a time
        rows = [{**row, "time": str(chance.randint(1, seconds))} for row in rows]
    until = None if until is None else until * seconds // 4
    log = log_of(*FIELDS, format_="epoch", order_by=order)
    seen = [row for row in rows if until is None or int(row["time"]) <= until]
    folder = tmp_path_factory.mktemp("t")
    bad = {**rows[0], **chance.choice([{"status": "no such status", "time": "99999999"}, {"time": "x"}, {"case": ""}])}
    shuffled = chance.sample([*rows, bad], len(rows) + 1)
    for number in range(2):
        written(shuffled[number::2], folder, number)
    needs = Needs(tuple(wanted))
    with pytest.MonkeyPatch.context() as patched:
        if hash_ is not None:  # as where names are long
            patched.setattr(held, "keyed", lambda _: None)
            patched.setattr(scan, "CASE_HASH", hash_)
        patched.setattr(held, "RANGE_ROWS", size)
        with open_log(log, [str(folder / "*")], needs=needs, threads=2) as found:
            assert found.summary().set_aside == 1
            times = [int(row["time"]) * 1_000_000 for row in rows]
            assert (found.first_instant(), found.last_instant()) == (min(times), max(times))
            told = each(found, needs, 10**15 if until is None else until * 1_000_000)
    assert told == cases(log, seen, wanted, ())


LOG = log_of(field("status", "a|b"), field("note", "text"), format_="epoch")


ASKED = Needs((compare("status", "==", "a"),))


def held_of(folder, *lines, needs=ASKED, **more):
    with opened(LOG, folder, "\n".join(("case,time,status,note", *lines)), needs=needs, **more) as found:
        return found._held, each(found, needs)


def test_what_is_asked_for_is_told_from_one_look(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(scan.Scan, "query", lambda *_: pytest.fail("the data engine sorts"))
    whole = scan.Scan.held_query
    monkeypatch.setattr(scan.Scan, "held_query", lambda *a, **k: asked.append(k["identity"]) or whole(*a, **k))
    kept, told = held_of(tmp_path, "1,5,a,x", "1,6,b,y", "2,5,b,x")
    assert told == {"1": [(5_000_000, True), (6_000_000, False)], "2": [(5_000_000, False)]}
    assert (kept.set_aside, kept.first, kept.last, kept.ties) == (0, 5_000_000, 6_000_000, False)
    assert asked == [False]


def test_rows_of_one_time_and_code_are_told_apart_by_what_else_they_hold(tmp_path):
    kept, told = held_of(tmp_path, "1,5,a,x", "1,5,a,y", "1,5,a,x", "1,4,b,x")
    assert kept.twins
    assert told == {"1": [(4_000_000, False), (5_000_000, True), (5_000_000, True)]}


def test_where_more_than_the_code_orders_rows_of_one_time_the_data_engine_does(tmp_path):
    needs = Needs((compare("note", "==", "x"),))
    assert held_of(tmp_path, "1,5,a,x", "1,6,a,y", needs=needs)[0] is not None
    kept, told = held_of(tmp_path, "1,5,a,y", "1,5,a,x", needs=needs)
    assert kept is None
    assert told == {"1": [(5_000_000, True), (5_000_000, False)]}


def test_rows_that_take_more_memory_than_there_is_are_not_held(tmp_path):
    lines = [f"{n % 100},{n},a,x" for n in range(100_000)]
    free, told = held_of(tmp_path, *lines)
    bound, same = held_of(tmp_path, *lines, memory_limit="20MB")
    assert (free is None, bound is None) == (False, True)
    assert told == same


def test_what_was_not_announced_is_read_anew(tmp_path):
    (tmp_path / "log.csv").write_text("case,time,status,note\n1,5,a,x\n1,6,b,y\n")
    with open_log(LOG, [str(tmp_path / "log.csv")], needs=ASKED) as found:
        assert each(found, Needs((compare("note", "==", "y"),))) == {"1": [(5_000_000, False), (6_000_000, True)]}


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(2**63, 2**63 + 9)))
def test_numbers_are_put_in_order_and_equal_ones_stay_in_theirs(numbers):
    order, ordered = held._by_number(np.array(numbers, np.uint64))
    assert ordered.tolist() == sorted(numbers)
    assert order.tolist() == sorted(range(len(numbers)), key=lambda place: (numbers[place], place))


def in_order(folder, *lines, size=2, **patches):
    """Whether rows are held by their names, and the cases of batch after batch, of about so many rows."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(held, "RANGE_ROWS", size)
        patched.setattr(held, "_SAMPLED", 1)
        for name, value in patches.items():
            patched.setattr(held, name, value)
        folder.joinpath("log.csv").write_text("\n".join(("case,time,status,note", *lines)))
        with open_log(LOG, [str(folder / "log.csv")], needs=ASKED) as found:
            batches = list(found.each(lambda batch: (batch.in_order, batch.cases.to_pylist()), ASKED, 10**12, 2))
    return {seen for seen, _ in batches}, [cases for _, cases in batches]


def test_cases_with_short_names_come_in_the_order_of_these(tmp_path):
    lines = [f"T-{number},{time},a,x" for time in (1, 2) for number in (10, 9, 100, 1, 5)]
    seen, cases = in_order(tmp_path, *lines)
    assert seen == {True}
    assert len(cases) > 1
    assert [case for batch in cases for case in batch] == ["T-1", "T-10", "T-100", "T-5", "T-9"]


@pytest.mark.parametrize("arriving", [1, 1 << 17], ids=["found late", "found at once"])
def test_cases_with_long_names_come_in_any_order(tmp_path, arriving, monkeypatch):
    monkeypatch.setattr(opened_logs, "ARRIVING_ROWS", arriving)
    names = ["first of many cases", "a second case", "short"]
    seen, cases = in_order(tmp_path, *(f"{name},{time},a,x" for time in (1, 2) for name in names))
    assert seen == {False}
    assert sorted(case for batch in cases for case in batch) == sorted(names)


@pytest.mark.parametrize(("limit", "bytes_"), [("100MB", 100_000_000), ("2GiB", 2 << 30), ("900KiB", 900 << 10)])
def test_the_data_engine_says_how_much_memory_it_may_have(limit, bytes_):
    database = Database(limit)
    assert database.memory() == pytest.approx(bytes_, rel=0.001)
    database.close()
