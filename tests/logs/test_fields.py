"""What values the fields take, what stands for none, and which rows are set aside, of plain and of wide logs."""

import pytest

from tests.logs.build import compare, field, log_of, opened, reasons, seen, us, wide_of

NOON = us("2026-01-01T12:00+00:00")


def one(folder, kind, text, **more):
    """The text of one value of a field of this kind, or why it is none."""
    quoted = text.replace('"', '""')
    with opened(
        log_of(field("x", kind), zone="UTC", **more), folder, f'case,time,x\n1,2026-01-01 12:00,"{quoted}"\n'
    ) as log:
        rows = log.rows("1")
        return rows[0][1]["x"] if rows else reasons(log)[0][1:]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("number", "12", "12"),
        ("number", " -3.50 ", "-3.5"),
        ("number", "+4", "4"),
        ("number", ".5", "0.5"),
        ("number", "1e3", "1000"),
        ("number", "12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"),
        ("yesno", "YES", "yes"),
        ("yesno", "1", "yes"),
        ("yesno", "False", "no"),
        ("yesno", "0", "no"),
        ("duration", "90", "90s"),
        ("duration", "1.5", "1.5s"),
        ("duration", "1h30min", "5400s"),
        ("duration", "1w2d", "777600s"),  # 604,800 + 172,800
        ("duration", "250ms", "0.25s"),
        ("duration", "26:00:01.5", "93601.5s"),
        ("duration", "-0:00:01", "-1s"),
        ("text", "  as it stands ", "  as it stands "),
        ("text", "   ", None),
        ("text", "", None),
        ("a|b", "b", "b"),
        ("a|b", " ", None),
        ("number", "", None),
        ("yesno", "", None),
        ("instant", "", None),
        ("instant", "2026-01-01 00:00:00.250", "2026-01-01T00:00:00.25Z"),
    ],
)
def test_values(tmp_path, kind, text, expected):
    assert one(tmp_path, kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("number", "1_000", "is no number, or too large for one"),
        ("number", "1,5", "is no number, or too large for one"),
        ("number", "1e300", "is no number, or too large for one"),
        ("number", "nan", "is no number, or too large for one"),
        ("yesno", "maybe", "is neither yes nor no"),
        ("duration", "1:30", "is no duration"),
        ("duration", "30min1h", "is no duration"),
        ("duration", "5m", "is no duration"),
        ("duration", "-", "is no duration"),
        ("duration", "99999999999999999999w", "is no duration"),
        ("a|b", "B", "is not one of `a`, `b`"),
        ("a|b", " b", "is not one of `a`, `b`"),
        ("instant", "soon", "is no time in ISO 8601"),
    ],
)
def test_values_that_set_a_row_aside(tmp_path, kind, text, reason):
    assert one(tmp_path, kind, text) == ("x", f"`{text}` {reason}")


def test_markers_stand_for_no_value_in_every_column(tmp_path):
    log = log_of(field("x", "a|b"), field("n", "number"), zone="UTC", missing=("?", "n/a", "it's"))
    text = "case,time,x,n\n1,2026-01-01 12:00,?,n/a\n?,2026-01-01 12:00,a,1\n2,it's,a,1\n3,2026-01-01 12:00,??,1\n"
    with opened(log, tmp_path, text) as found:
        assert found.rows("1") == [(NOON, {"x": None, "n": None})]
        assert reasons(found) == [
            (2, "case", "there is no case"),
            (3, "time", "there is no time"),
            (4, "x", "`??` is not one of `a`, `b`"),
        ]


def test_a_row_is_listed_once_with_the_first_column_to_blame(tmp_path):
    log = log_of(field("b", "x|y", "B"), field("a", "number", "A"), zone="UTC")
    text = "A,B,time,case\nbad,bad,bad,\nbad,bad,bad,1\nbad,bad,2026-01-01,1\nbad,x,2026-01-01,1\n1,x,2026-01-01,1\n"
    with opened(log, tmp_path, text) as found:
        assert [(row, column) for row, column, _ in reasons(found)] == [(1, "case"), (2, "time"), (3, "B"), (4, "A")]
        summary = found.summary()
    assert (summary.rows, summary.set_aside) == (5, 4)


def test_rows_are_numbered_by_rows_not_lines_and_ragged_rows_count(tmp_path):
    text = 'case,time,x\n1,2026-01-01,"two\nlines"\n\n2,2026-01-01\n3,bad,x\n4,2026-01-01,x,y\n5,bad,x\n'
    with opened(log_of(field("x", "text"), zone="UTC"), tmp_path, text) as log:
        assert [(row, column) for row, column, _ in reasons(log)] == [(2, ""), (3, "time"), (4, ""), (5, "time")]
        assert reasons(log)[0][2] == "it has more or fewer cells than the header"
        assert log.summary().rows == 5
        assert list(seen(log)) == ["1"]


def test_numbers_of_rows_hold_over_many_blocks_and_files(tmp_path):
    filler = "x" * 1000
    rows = [f"{n},2026-01-01,{filler}" if n % 5000 else f"{n},2026-01-01" for n in range(1, 20_001)]  # some 20 MB
    rows[7_776] = f"7777,bad,{filler}"
    rows[19_998] = f"19999,bad,{filler}"
    text = "\n".join(["case,time,x", *rows])
    with opened(log_of(field("x", "text"), zone="UTC"), tmp_path, text, "case,time,x\n1,bad,\n") as log:
        found = [(one.path[-8:], one.row, one.column) for one in log.set_aside()]
        assert [file.rows for file in log.summary().files] == [20_000, 1]
    assert found == [
        ("log0.csv", 5_000, ""),
        ("log0.csv", 7_777, "time"),
        ("log0.csv", 10_000, ""),
        ("log0.csv", 15_000, ""),
        ("log0.csv", 19_999, "time"),
        ("log0.csv", 20_000, ""),
        ("log1.csv", 1, "time"),
    ]


WIDE = wide_of({"opened": "open_dt", "closed": "closed_dt"}, field("kind", "a|b"))


def test_a_wide_row_becomes_a_row_for_each_event(tmp_path):
    text = "case,open_dt,closed_dt,kind\n1,2026-01-01 12:00,2026-01-02 12:00,a\n2,2026-01-01 12:00,,b\n"
    is_open, is_b = compare("event", "==", "opened"), compare("kind", "==", "b")
    with opened(WIDE, tmp_path, text) as log:
        day = 86_400_000_000
        assert seen(log, is_open, is_b) == {
            "1": [(NOON, True, False), (NOON + day, False, False)],
            "2": [(NOON, True, True)],
        }
        assert log.rows("2") == [(NOON, {"event": "opened", "kind": "b"})]
        assert log.summary().rows == 2


def test_at_one_instant_events_come_in_the_order_of_their_declaration(tmp_path):
    with opened(WIDE, tmp_path, "case,open_dt,closed_dt,kind\n1,2026-01-01,2026-01-01,\n") as log:
        assert [row["event"] for _, row in log.rows("1")] == ["opened", "closed"]


def test_a_wide_row_loses_only_the_events_it_must(tmp_path):
    text = (
        "case,open_dt,closed_dt,kind\n"
        "1,2026-01-01 12:00,bad,a\n"  # only the second event is lost
        "2,bad,worse,a\n"  # both are, each with a finding of its own
        "3,2026-01-01 12:00,2026-01-01 12:00,c\n"  # the row is, once
        "4,,,a\n"  # nothing ever happened
        ",2026-01-01 12:00,bad,c\n"
    )
    with opened(WIDE, tmp_path, text) as log:
        assert seen(log) == {"1": [(NOON,)]}
        assert reasons(log) == [
            (1, "closed_dt", "`bad` is no time in ISO 8601"),
            (2, "open_dt", "`bad` is no time in ISO 8601"),
            (2, "closed_dt", "`worse` is no time in ISO 8601"),
            (3, "kind", "`c` is not one of `a`, `b`"),
            (4, "open_dt", "none of its events has a time"),
            (5, "case", "there is no case"),
        ]
        assert log.summary().rows == 5
