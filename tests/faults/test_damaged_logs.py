"""Logs that are damaged, or hold what nobody expects: an error in words or a whole result, and never half of one."""

import gzip
import json
import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from tests.commands import run
from tests.faults.build import desk

OUTPUTS = ("cases.csv", "report.json", "evidence")


@pytest.fixture
def here(tmp_path, monkeypatch):
    desk(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(log: str, *arguments: str) -> Result:
    outputs = ("--cases", "cases.csv", "--report", "json", "report.json", "--evidence", "evidence")
    return run("evaluate", "--as-of", "2026-12-01", "--log", f"tickets={log}", *outputs, *arguments)


def verify(*arguments: str) -> Result:
    return run("verify", "evidence", *arguments)


def assert_nothing(result: Result, log: str) -> None:
    """It is an error that names the log, and nothing is left of the run but the error in its report."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"`{log}`" in result.stderr
    assert "defect" not in result.stderr
    assert [name for name in os.listdir() if name in OUTPUTS or name[0] == "."] == ["report.json"]
    [finding] = json.loads(Path("report.json").read_text())["findings"]
    assert f"`{log}`" in finding["message"]


def forget() -> None:
    """Take away what earlier runs have left."""
    for path in map(Path, OUTPUTS):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def verdicts() -> Counter[str]:
    lines = Path("cases.csv").read_text(encoding="utf-8").splitlines()[1:]
    return Counter(line.split(",")[10] for line in lines)


# ---- damaged files


def test_a_gzip_file_that_is_damaged_anywhere_is_an_error_or_no_matter(here):
    whole = gzip.compress((here / "tickets.csv").read_bytes(), mtime=0)
    assert evaluate("tickets.csv").exit_code == 1
    results = (here / "report.json").read_text()
    chance = random.Random(3)
    middle = [len(whole) // 2, len(whole) // 3, *(chance.randrange(10, len(whole)) for _ in range(10))]
    for at in middle:
        forget()
        (here / "t.csv.gz").write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        assert_nothing(evaluate("t.csv.gz"), "t.csv.gz")
    header = whole[:4] + b"\x01" + whole[5:]  # the time at which it was packed, which nobody checks
    (here / "t.csv.gz").write_bytes(header)
    assert evaluate("t.csv.gz").exit_code == 1
    told, before = json.loads((here / "report.json").read_text()), json.loads(results)
    assert told["targets"] == before["targets"]


def test_a_row_that_is_damaged_inside_a_gzip_file_is_set_aside_and_all_others_count(here):
    lines = (here / "tickets.csv").read_text().splitlines(keepends=True)
    assert lines[301].startswith("T150,")  # its first row, "new", is the 301st
    lines[301] = "T150,2026-01-11T1\x7f:\x7f0,nëw,P1\n"
    (here / "t.csv.gz").write_bytes(gzip.compress("".join(lines).encode()))
    assert evaluate("t.csv.gz").exit_code == 1
    # 100 of 300 are late, T150 among them; it never began.
    assert verdicts() == {"met": 200, "breached": 99}
    [row] = json.loads((here / "report.json").read_text())["set_aside"]
    assert (row["path"], row["row"]) == ("t.csv.gz", 301)
    assert evaluate("t.csv.gz", "--strict").exit_code == 1
    assert verify().exit_code == 0


def test_a_parquet_file_cut_short_anywhere_is_an_error(here):
    pq.write_table(pyarrow.csv.read_csv(here / "tickets.csv"), here / "whole.parquet", row_group_size=100)
    whole = (here / "whole.parquet").read_bytes()
    assert evaluate("whole.parquet").exit_code == 1
    assert verdicts() == {"met": 200, "breached": 100}
    forget()
    for size in (0, 3, 4, 100, len(whole) // 3, len(whole) // 2, len(whole) - 8, len(whole) - 4, len(whole) - 1):
        (here / "cut.parquet").write_bytes(whole[:size])
        assert_nothing(evaluate("cut.parquet"), "cut.parquet")


def test_one_damaged_file_of_several_is_enough_for_no_result(here):
    (here / "b.csv.gz").write_bytes(gzip.compress((here / "tickets.csv").read_bytes())[:-400])
    assert_nothing(evaluate("tickets.csv", "--log", "tickets=b.csv.gz"), "b.csv.gz")


# ---- logs in which nothing is right


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_log_of_bad_rows_alone_gives_a_whole_result_in_which_nothing_counts(here, ending):
    rows = [{"ticket": f"T{n}", "at": "yesterday", "status": "lost", "priority": "P1"} for n in range(500)]
    rows = [{**row, "due": "", "category": ""} for row in rows]
    log = here / f"bad.{ending}"
    if ending == "jsonl":
        log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        table = pyarrow.Table.from_pylist(rows)
        (pyarrow.csv.write_csv if ending == "csv" else pq.write_table)(table, log)
    done = evaluate(log.name)
    assert done.exit_code == 3
    assert "log tickets: 500 of 500 rows were set aside" in done.stdout
    told = json.loads((here / "report.json").read_text())
    assert told["logs"][0]["set_aside"] == 500
    assert [target["status"] for target in told["targets"]] == ["no data"] * 11 + ["open"]  # December has begun
    assert all(not any(target["counts"].values()) for target in told["targets"])
    assert [row["row"] for row in told["set_aside"]] == list(range(1, 501))
    assert verdicts() == {}
    assert len((here / "evidence" / "set_aside.csv").read_text().splitlines()) == 501
    assert verify().exit_code == 0
    assert evaluate(log.name, "--strict").exit_code == 1


# ---- a clock that is changed


def test_wall_times_around_the_changes_of_the_clock(here):
    (here / "tickets.csv").write_text(
        "ticket,at,status,priority,due,category\n"
        # On 2026-10-25 the clocks of Berlin go from 03:00 back to 02:00: 02:30 means the first, still in summer time.
        "A,2026-10-25T01:30:00,new,,,\nA,2026-10-25T03:30:00,solved,,,\n"  # 23:30Z to 02:30Z: 3h
        "B,2026-10-25T02:30:00,new,,,\nB,2026-10-25T03:30:00,solved,,,\n"  # 00:30Z to 02:30Z: 2h
        "C,2026-10-25T02:30:00+02:00,new,,,\nC,2026-10-25T02:30:00+01:00,solved,,,\n"  # an offset tells both apart: 1h
        # Solved in the second hour, but what is written says the first: before it began, so it is still open.
        "D,2026-10-25T02:45:00,new,,,\nD,2026-10-25T02:15:00,solved,,,\n"
        # On 2026-03-29 they go from 02:00 to 03:00: 02:30 was never, and means an hour later.
        "E,2026-03-29T01:30:00,new,,,\nE,2026-03-29T03:30:00,solved,,,\n"  # 00:30Z to 01:30Z: 1h
        "F,2026-03-29T01:30:00,new,,,\nF,2026-03-29T02:30:00,solved,,,\n"  # the same
    )
    assert evaluate("tickets.csv").exit_code == 1
    rows = [line.split(",") for line in (here / "cases.csv").read_text().splitlines()]
    names = rows[0]
    told = {row[names.index("case")]: (row[names.index("elapsed_s")], row[names.index("verdict")]) for row in rows[1:]}
    # D began at 00:45Z of 25 October and 4h later it is late.
    assert told.pop("D")[1] == "breached"
    hour = 3600
    assert told == {
        "A": (str(3 * hour), "met"),
        "B": (str(2 * hour), "met"),
        "C": (str(hour), "met"),
        "E": (str(hour), "met"),
        "F": (str(hour), "met"),
    }
    assert json.loads((here / "report.json").read_text())["set_aside"] == []
    assert verify().exit_code == 0
