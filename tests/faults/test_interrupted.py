"""A run that is killed, or finds no room, leaves each output whole: that of before, the new one, or none."""

import json
import os
import subprocess
import sys
from collections import defaultdict

import pytest

from tests.faults.build import ROOT, desk

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no forks to kill")


@pytest.fixture(scope="module")
def stops(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interrupted") / "work"
    folder.mkdir()
    desk(folder)
    old = (folder / "tickets.csv").rename(folder / "old.csv").read_text(encoding="utf-8")
    new = old.replace("T3,2026-01-04T16", "T3,2026-01-04T13")
    (folder / "new.csv").write_text(new, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.interrupting", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = defaultdict(list)
    for way, *told in json.loads(done.stdout):
        found[way].append(told)
    return found


def test_a_kill_at_a_random_moment_leaves_no_half_of_anything(stops):
    assert len(stops["moment"]) == 20
    for code, states, _ in stops["moment"]:
        assert "half" not in states
        assert code == -9 or states == ["new", "new", "new"]
    assert sum(code == -9 for code, _, _ in stops["moment"]) >= 5


def test_a_kill_while_cases_are_written_leaves_no_half_of_anything(stops):
    assert len(stops["moment while cases are written"]) == 20
    for code, states, _ in stops["moment while cases are written"]:
        assert "half" not in states
        assert code == -9 or states == ["new", "new", "old"]
    assert [(code, states) for code, states, _ in stops["step while cases are written"]] == [
        (-9, ["old", "old", "old"]),
        (-9, ["new", "old", "old"]),
        (1, ["new", "new", "old"]),
    ]
    [(code, states, said)] = stops["size while cases are written"]
    assert (code, states) == (2, ["old", "old", "old"])
    assert "`cases.csv` cannot be written: file too large" in said


def test_a_kill_before_each_step_leaves_what_was_done_by_then(stops):
    # The cases take the place of the old ones; two tables of the evidence are complete; the evidence of before steps
    # aside; the new one takes its place; so does the report. Then no step is left to be killed at.
    assert [(code, states) for code, states, _ in stops["step"]] == [
        (-9, ["old", "old", "old"]),
        *[(-9, ["new", "old", "old"])] * 3,
        (-9, ["new", "old", "none"]),
        (-9, ["new", "old", "new"]),
        (1, ["new", "new", "new"]),
    ]


def test_where_there_is_no_room_the_error_says_so_and_nothing_changes(stops):
    assert len(stops["size"]) == 3
    for code, states, said in stops["size"]:
        assert (code, states) == (2, ["old", "old", "old"])
        assert "file too large" in said
        assert "defect" not in said
