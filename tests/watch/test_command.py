"""`slacode watch` as it is used: one look, following, endings, and kills at random moments."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import jsonschema
import pytest

from slacode.reports.ahead.jsonl import ALERT_SCHEMA
from tests.commands import run
from tests.evaluate.desk import HEADER, log_text, policy_text

LINES = """
T1 2026-03-09T08:00 new P1
T2 2026-03-09T10:00 new P1
T2 2026-03-09T10:30 waiting
T3 2026-03-09T11:30 new P1
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (tmp_path / "desk.sla").write_text(policy_text(rows="require 50% within 4h"), encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(log_text(LINES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


ARGUMENTS = ("watch", "desk.sla", "--log", "tickets=*.csv")


def look(*arguments):
    return run(*ARGUMENTS, "--once", *arguments)


def test_a_look_tells_what_there_is_on_a_line_each(desk):
    done = look()
    assert done.exit_code == 0
    said = "75% used   T1 in support.fix_it (50% within 4h): 87.5% used, 30min left, due Mon 2026-03-09 12:00"
    assert done.stdout == f"2026-03-09T10:30:00Z  {said}\n"


def test_lines_are_valid_by_their_schema(desk):
    done = look("--format", "jsonl", "--warn-at", "10%,80%", "--as-of", "2026-03-09T15:30:00+01:00")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    for line in lines:
        jsonschema.validate(line, ALERT_SCHEMA)
    assert [(line["warning"], line["share"], (line["case"] or {}).get("case")) for line in lines] == [
        ("used", "10", "T1"), ("used", "80", "T1"), ("breach", None, "T1"),
        ("used", "10", "T3"), ("used", "80", "T3"), ("used", "10", "T2"), ("at risk", None, None),
    ]  # fmt: skip
    assert len({line["id"] for line in lines}) == 7
    assert json.loads(run("schema", "watch").stdout) == ALERT_SCHEMA


def test_later_looks_tell_what_is_new(desk):
    assert len(look("--state", "told").stdout.splitlines()) == 1
    assert look("--state", "told").stdout == ""
    with (desk / "tickets.csv").open("a") as log:
        log.write("T4,2026-03-09T11:36,new,P1,,\n")
    (line,) = look("--state", "told", "--output", "out").stdout.splitlines() or [(desk / "out").read_text().strip()]
    assert "90% used   T1" in line
    assert look("--state", "told", "--output", "out").stdout == ""
    assert (desk / "out").read_text().count("\n") == 1


def test_colour_and_control_characters_stay_out_of_lines(desk):
    (desk / "tickets.csv").write_text(log_text(LINES).replace("T1,", '"T1\x1b[31m\nx",'), encoding="utf-8")
    done = look()
    assert done.stdout.count("\n") == 1, done.stderr
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--log", "tickets=-"), "standard input cannot be followed"),
        (("--every", "often"), "`often` is no interval"),
        (("--state", "nowhere/told"), "the state `nowhere/told` cannot be used: no such file or directory"),
        (("--output", "nowhere/out"), "`nowhere/out` cannot be written"),
        (("--log", "tikets=x"), "did you mean `tickets`?"),
        (("--as-of", "soon"), "`soon` is no instant"),
        (("--every", "0s"), "`0s` is no interval"),
        (("--state", "tickets.csv"), "`tickets.csv` is read, and `--state` would write over it"),
        (("--state", "other.txt"), "the state `other.txt` cannot be used: it is no journal"),
    ],
)
def test_what_cannot_be_watched_is_told(desk, arguments, said):
    (desk / "other.txt").write_text(log_text(LINES), encoding="utf-8")
    done = look(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert (desk / "tickets.csv").read_text(encoding="utf-8") == log_text(LINES)


def test_now_is_the_clock_on_the_wall(desk):
    (desk / "tickets.csv").write_text(f"{HEADER}\nT1,2026-03-09T08:00,new,P1,,\n", encoding="utf-8")
    assert "T1" not in look().stdout  # as of its own start nothing is used
    assert "breach" in look("--as-of", "now").stdout


@contextmanager
def following(*arguments, every="100ms", **options):
    program = [sys.executable, "-m", "slacode", *ARGUMENTS, "--every", every, *arguments]
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    env = {**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": ""}
    process = subprocess.Popen(program, env=env, text=True, **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_following_tells_at_once_and_ends_cleanly(desk, number):
    with following(stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert "T1" in process.stdout.readline()
        with (desk / "b.csv").open("w") as log:
            log.write(f"{HEADER}\nT4,2026-03-09T11:36,new,P1,,\n")
        assert "90% used   T1" in process.stdout.readline()
        process.send_signal(number)
        rest, said = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, "")
    assert said == "note: watching 1 file; cases: 3 open as of 2026-03-09T10:30:00Z\n"


class Writer(threading.Thread):
    """Writes rows of ever new cases to files, with pauses in the middle of rows."""

    def __init__(self, folder, rows, rate, seed):
        super().__init__()
        self.folder, self.rows, self.rate, self.random = folder, rows, rate, random.Random(seed)

    def run(self):
        for number, row in enumerate(self.rows):
            with (self.folder / f"t{number * 4 // len(self.rows)}.csv").open("a") as file:
                data = row if file.tell() else f"{HEADER}\n{row}"
                half = self.random.randrange(len(data))
                file.write(data[:half])
                file.flush()
                time.sleep(self.rate / 2)
                file.write(data[half:])
            time.sleep(self.rate / 2)


def kill_at_random(desk, kills, seed, output):
    """The ids that were told by runs that are killed at random moments while the log grows."""
    (desk / "tickets.csv").unlink()
    (desk / "desk.sla").write_text(policy_text(rows="require 0% within 4h"), encoding="utf-8")
    rows = [f"T{i},2026-03-{9 + i // 144:02}T{i // 6 % 24:02}:{i % 6 * 10:02},new,P1,,\n" for i in range(30 * kills)]
    writer = Writer(desk, rows, rate=0.05, seed=seed)
    writer.start()
    arguments = ("--state", "told", "--format", "jsonl", *(("--output", "out") if output == "file" else ()))
    chance = random.Random(seed)
    for _ in range(kills):
        with (desk / "out").open("ab") as out, following(*arguments, every="20ms", stdout=out) as process:
            time.sleep(0.9 + chance.random() * 1.2)
            process.send_signal(signal.SIGKILL)
            process.wait()
    writer.join()
    with (desk / "out").open("ab") as out, following(*arguments, "--once", stdout=out) as process:
        assert process.wait(timeout=60) == 0
    lines = [json.loads(line) for line in (desk / "out").read_text(encoding="utf-8").splitlines()]
    return [line["id"] for line in lines]


def all_there_is():
    return {json.loads(line)["id"] for line in look("--format", "jsonl").stdout.splitlines()}


def test_killed_at_a_random_moment_nothing_is_told_twice_or_lost(desk):
    told = kill_at_random(desk, kills=1, seed=1, output="stdout")
    assert len(told) == len(set(told))
    assert set(told) == all_there_is()


@pytest.mark.slow
@pytest.mark.parametrize("output", ["stdout", "file"])
def test_killed_twenty_times_nothing_is_told_twice_or_lost(desk, output):
    told = kill_at_random(desk, kills=20, seed=2, output=output)
    assert len(told) > 1000
    assert len(told) == len(set(told))
    assert set(told) == all_there_is()
