"""Conditions on rows worked out by hand: every operator and type, missing values, carried fields, case and time."""

import datetime as dt
import tracemalloc
from decimal import Decimal

import pytest

from slacode.engine.logs import open_log
from tests.logs.build import among, both, compare, either, field, fields, known, log_of, missing, no, opened, seen

FIELDS = (
    field("size", "S|M|L"),
    field("room", "L|M|S|XL"),
    field("n", "number"),
    field("m", "number"),
    field("name", "text"),
    field("other", "text"),
    field("ok", "yesno"),
    field("due", "instant"),
    field("took", "duration"),
)
HEADER = "case,time,size,room,n,m,name,other,ok,due,took\n"
# One case a row, so that nothing but the row itself is looked at; `gap` has no values at all.
ROWS = {
    "first": "2026-01-01,S,S,1.5,1.50,Ada,ada,yes,2026-01-02,1h",
    "second": "2026-01-02,M,L,10,9,Zoë,Zoe,no,2026-01-02,90min",
    "third": "2026-01-03,L,XL,-1,0,b,b,true,2026-01-01,2h",
    "gap": "2026-01-04,,,,,,,,,",
}
ALL = set(ROWS)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    text = HEADER + "".join(f"{case},{row}\n" for case, row in ROWS.items())
    with opened(log_of(*FIELDS, zone="UTC"), tmp_path_factory.mktemp("t"), text) as found:
        yield found


def day(number):
    return dt.datetime(2026, 1, number, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (compare("size", "==", "M"), {"second"}),
        (compare("size", "!=", "M"), {"first", "third", "gap"}),
        (compare("size", "<", "L"), {"first", "second"}),  # S, M, L in the order of their declaration, not of letters
        (compare("size", ">=", "M"), {"second", "third"}),
        (compare("size", "==", "none of them"), set()),
        (compare("size", "!=", "none of them"), ALL),
        (compare("size", "<", "none of them"), set()),
        (among("size", ["S", "L"]), {"first", "third"}),
        (among("size", ["none of them"]), set()),
        (known("size"), ALL - {"gap"}),
        (missing("size"), {"gap"}),
        (no(compare("size", "==", "M")), {"first", "third", "gap"}),
        (no(compare("size", "!=", "M")), {"second"}),
        (compare("n", "==", Decimal("1.50")), {"first"}),
        (compare("n", "<", 10), {"first", "third"}),
        (compare("n", "<=", 10), {"first", "second", "third"}),
        (compare("n", ">", Decimal("1.49999999999999999")), {"first", "second"}),
        (compare("n", "<", Decimal("1e30")), {"first", "second", "third"}),
        (compare("n", ">", Decimal("-1e30")), {"first", "second", "third"}),
        (among("n", [-1, 10]), {"second", "third"}),
        (compare("name", "==", "Zoë"), {"second"}),
        (compare("name", ">", "Z"), {"second", "third"}),  # by code points: Ada, Zoë, b
        (compare("name", "==", "O'Neill"), set()),
        (among("name", ["b", "Ada"]), {"first", "third"}),
        (compare("ok", "==", True), {"first", "third"}),
        (compare("ok", "!=", True), {"second", "gap"}),
        (compare("due", "<=", day(1)), {"third"}),
        (compare("due", ">", day(1)), {"first", "second"}),
        (compare("took", ">=", dt.timedelta(minutes=90)), {"second", "third"}),
        (fields("n", "==", "m"), {"first"}),
        (fields("n", ">", "m"), {"second"}),
        (fields("n", "!=", "m"), {"second", "third", "gap"}),  # two missing values are not equal
        (fields("name", "==", "other"), {"third"}),
        (fields("name", "<", "other"), {"first"}),
        (fields("size", "==", "room"), {"first"}),
        (fields("size", "<", "room"), {"second"}),  # in the left field's order; XL has no place in it
        (fields("size", "!=", "room"), {"second", "third", "gap"}),
        (fields("due", ">", "time"), {"first"}),
        (compare("time", "<", day(2)), {"first"}),
        (compare("case", "==", "second"), {"second"}),
        (both(known("size"), no(compare("ok", "==", True))), {"second"}),
        (either(missing("n"), compare("n", "<", 0)), {"third", "gap"}),
        (no(both(known("n"), either(compare("ok", "==", True), compare("n", "==", 10)))), {"gap"}),
    ],
    ids=lambda part: " ".join(sorted(part)) if isinstance(part, set) else str(part),
)
def test_a_condition_on_a_row(log, condition, expected):
    assert {case for case, [(_, holds)] in seen(log, condition).items() if holds} == expected


def test_a_condition_that_is_asked_for_twice_and_many_more_than_a_word_holds(log):
    many = [compare("n", "<", Decimal(number) / 10) for number in range(-20, 120)]
    found = seen(log, *many, many[0])
    for case, value in (("first", Decimal("1.5")), ("second", Decimal(10)), ("third", Decimal(-1))):
        assert list(found[case][0][1:-1]) == [value < Decimal(number) / 10 for number in range(-20, 120)]
    assert not any(found["gap"][0][1:])


CARRIED = log_of(
    field("status", "new|done"),
    field("priority", "P1|P2 carried"),
    field("team", "text carried"),
    field("wanted", "text"),
    field("due", "instant carried"),
    field("low", "number carried"),
    field("high", "number carried"),
    format_="epoch",
)
STORY = (
    "case,time,status,priority,team,wanted,due,low,high\n"
    "A,1,new,P1,x,y,5,1,\n"
    "A,2,done,,,,,,2\n"
    "A,3,done,P2,y,y,,,1\n"
    "A,4,done,,,x,7,,\n"
    "B,1,new,,,,,,\n"  # nothing is known here yet, whatever A knew last
    "B,2,new,P2,,y,,5,5\n"
)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with opened(CARRIED, tmp_path_factory.mktemp("t"), STORY) as found:
        yield found


@pytest.mark.parametrize(
    ("condition", "a", "b"),
    [
        (compare("priority", "==", "P1"), [1, 1, 0, 0], [0, 0]),
        (compare("priority", "!=", "P1"), [0, 0, 1, 1], [1, 1]),
        (among("priority", ["P1", "P2"]), [1, 1, 1, 1], [0, 1]),
        (known("priority"), [1, 1, 1, 1], [0, 1]),
        (missing("priority"), [0, 0, 0, 0], [1, 0]),
        (both(compare("priority", "==", "P1"), compare("status", "==", "done")), [0, 1, 0, 0], [0, 0]),
        (either(compare("priority", "==", "P2"), compare("status", "==", "new")), [1, 0, 1, 1], [1, 1]),
        (no(either(compare("priority", "==", "P2"), compare("status", "==", "new"))), [0, 1, 0, 0], [0, 0]),
        (both(compare("priority", "==", "P2"), compare("team", "==", "y")), [0, 0, 1, 1], [0, 0]),
        (fields("team", "==", "wanted"), [0, 0, 1, 0], [0, 0]),
        (fields("team", "!=", "wanted"), [1, 1, 0, 1], [1, 1]),
        (fields("wanted", ">", "team"), [1, 0, 0, 0], [0, 0]),
        (fields("low", "<", "high"), [0, 1, 0, 0], [0, 0]),
        (fields("low", "<=", "high"), [0, 1, 1, 1], [0, 1]),
        (fields("due", ">", "time"), [1, 1, 1, 1], [0, 0]),
    ],
    ids=str,
)
def test_a_condition_on_carried_fields(story, condition, a, b):
    found = seen(story, condition)
    assert [row[1] for row in found["A"]] == a
    assert [row[1] for row in found["B"]] == b


def test_instants_and_texts_are_carried_too(story):
    found = seen(story, instants=["due"], texts=["team", "wanted", "low", "priority"])
    assert [row[1:] for row in found["A"]] == [
        (5_000_000, "x", "y", "1", "P1"),
        (5_000_000, "x", None, "1", "P1"),
        (5_000_000, "y", "y", "1", "P2"),
        (7_000_000, "y", "x", "1", "P2"),
    ]
    assert [row[1:] for row in found["B"]] == [(None, None, None, None, None), (None, None, "y", "5", "P2")]


def test_rows_after_the_moment_are_not_seen_and_one_case_can_be_asked_for(story):
    assert {case: len(rows) for case, rows in seen(story, as_of=2_000_000).items()} == {"A": 2, "B": 2}
    assert seen(story, as_of=999_999) == {}
    assert list(seen(story, known("team"), case="B")) == ["B"]
    assert seen(story, case="it's not there") == {}
    assert [time for time, _ in story.rows("A", as_of=2_000_000)] == [1_000_000, 2_000_000]


def test_parquet_gives_the_same(story, tmp_path):
    import duckdb

    path = str(tmp_path / "t.parquet")
    (tmp_path / "t.csv").write_text(STORY)
    duckdb.execute(f"COPY (FROM read_csv('{tmp_path}/t.csv', all_varchar = true)) TO '{path}'")
    asked = (compare("priority", "==", "P1"), fields("team", "==", "wanted"), fields("low", "<=", "high"))
    with open_log(CARRIED, [path]) as log:
        assert seen(log, *asked, instants=["due"], texts=["team"]) == seen(
            story, *asked, instants=["due"], texts=["team"]
        )


def test_a_carried_value_of_another_enumeration_may_have_no_place_in_the_left_one(tmp_path):
    log = log_of(field("kind", "a|b"), field("sort", "b|c carried"), format_="epoch")
    text = "case,time,kind,sort\n1,1,b,b\n1,2,b,c\n1,3,b,\n1,4,a,b\n"
    with opened(log, tmp_path, text) as found:
        rows = seen(found, fields("kind", "==", "sort"), fields("kind", "<", "sort"), fields("kind", "!=", "sort"))["1"]
    assert [row[1:] for row in rows] == [
        (True, False, False),
        (False, False, True),
        (False, False, True),
        (False, True, True),
    ]


def test_many_conditions_on_many_values_are_held_as_bits(tmp_path):
    sides = {name: [f"{name}{number}" for number in range(250)] for name in ("a", "b")}
    log = log_of(*(field(name, "|".join(values)) for name, values in sides.items()), format_="epoch")
    both_sides = list(zip(*sides.values(), strict=True))
    asked = [both(compare("a", "==", a), compare("b", "==", b)) for a, b in both_sides[:200]]
    text = "case,time,a,b\n" + "".join(f"{a},1,{a},{b}\n" for a, b in both_sides)
    with opened(log, tmp_path, text) as found:
        tracemalloc.start()
        rows = seen(found, *asked)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert {a: [i for i, holds in enumerate(rows[a][0][1:]) if holds] for a in sides["a"]} == {
        a: [number] if number < 200 else [] for number, a in enumerate(sides["a"])
    }
    assert most < 2**16 * 200  # there are 2 ** 16 codes of two times 8 bits: less than a byte for each condition


@pytest.mark.parametrize("count", [32_769, 65_536])  # the first still has a place in the code of a row
def test_an_enumeration_of_any_size(tmp_path, count):
    values = [f"v{number}" for number in range(count)]
    log = log_of(field("kind", "|".join(values)), field("last", f"v1|{values[-1]}"), format_="epoch")
    text = f"case,time,kind,last\n1,1,{values[-1]},{values[-1]}\n1,2,{values[1]},{values[-1]}\n1,3,,v1\n"
    with opened(log, tmp_path, text) as found:
        asked = compare("kind", "==", values[-1]), compare("kind", ">", "v1"), fields("kind", "<", "last")
        assert list(found.set_aside()) == []
        assert [row[1:] for row in seen(found, *asked)["1"]] == [
            (True, True, False),
            (False, False, True),
            (False, False, False),
        ]
