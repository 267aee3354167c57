"""Rounds of a watch on a log that grows: what is told, and that it is told once."""

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.engine.evaluate.ahead.glance import Look
from slacode.engine.evaluate.options import Options
from slacode.project import evaluate, load
from slacode.watch.journal import Journal, Told
from slacode.watch.output import Output
from slacode.watch.rounds import Means, Watch
from tests.evaluate.desk import HEADER, log_text, policy_text


@dataclass
class Desk:
    """A help desk whose log files grow, and a watch of them that says `kind case` or `kind period`."""

    folder: object
    files: str = "*.csv"
    parts: dict = field(default_factory=dict)
    shares: tuple = (Decimal(75), Decimal(90))
    waits: bool = True
    evaluations: int = 0
    notes: list = field(default_factory=list)

    def __post_init__(self):
        path = self.folder / "desk.sla"
        path.write_text(policy_text(**{"rows": "require 0% within 4h", **self.parts}), encoding="utf-8")
        self.policy, self.out = load(path), BytesIO()
        self.files = str(self.folder / self.files)
        means = Means(self.judged, self.said, self.notes.append, moves=False, waits=self.waits)
        self.watch = Watch([self.files], means, Journal(Told()), Output(self.out))

    def judged(self, since):
        self.evaluations += 1
        options = Options(look=Look(self.shares, since), growing=True)
        return evaluate(self.policy, {"tickets": self.files}, options=options)

    @staticmethod
    def said(alert):
        about = alert.case.case if alert.case else alert.period.period
        return f"{alert.share or alert.warned} {about}\n"

    def write(self, lines, name="a.csv"):
        """Add lines to a log file, which begins with its header."""
        path = self.folder / name
        text = log_text(lines)
        with path.open("a", encoding="utf-8") as file:
            file.write(text.removeprefix(HEADER + "\n") if path.exists() and path.stat().st_size else text)

    def round(self):
        """What a round tells."""
        before = len(self.out.getvalue())
        self.watch.round()
        return self.out.getvalue()[before:].decode().splitlines()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_each_share_and_the_breach_are_told_once_as_the_log_goes_on(desk):
    desk.write("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T10:59 new P1")
    assert desk.round() == []
    desk.write("T3 2026-03-09T11:00 new P1")  # three of the four hours of T1 are over
    assert desk.round() == ["75 T1"]
    desk.write("T3 2026-03-09T11:30 assigned P1")
    assert desk.round() == []
    desk.write("T3 2026-03-09T11:36 assigned P1")
    assert desk.round() == ["90 T1"]
    desk.write("T3 2026-03-09T12:00 assigned P1")
    assert desk.round() == []  # all of it is used, which is not a breach
    desk.write("T3 2026-03-09T12:01 assigned P1")
    assert desk.round() == ["breach T1"]


def test_a_jump_tells_of_everything_that_was_passed(desk):
    desk.write("T1 2026-03-09T08:00 new P1")
    desk.round()
    desk.write("T2 2026-03-09T20:00 new P1")
    assert desk.round() == ["75 T1", "90 T1", "breach T1"]


def test_a_breach_is_told_though_the_case_was_stopped_since_and_what_was_kept_is_not(desk):
    desk.write("T0 2026-03-08T08:00 new P1\nT0 2026-03-08T20:00 solved\nT1 2026-03-09T08:00 new P1")
    desk.write("T2 2026-03-09T08:00 new P1")
    assert desk.round() == []  # T0 was over before anybody watched
    desk.write("T1 2026-03-09T15:00 solved\nT2 2026-03-09T11:59 solved")
    assert desk.round() == ["breach T1"]


def test_a_breach_at_the_very_instant_that_watching_began_is_told(desk):
    desk.write("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T12:00 new P1")
    assert desk.round() == ["75 T1", "90 T1"]  # all of it is used, and no more
    desk.write("T1 2026-03-09T12:30 solved")
    assert desk.round() == ["breach T1"]


def test_a_further_cycle_is_warned_of_anew_and_another_row_is_not(tmp_path):
    rows = "by priority { P1: 0% within 4h  P2: 0% within 4h30min }"
    desk = Desk(tmp_path, parts={"reopen": "reopen restarts", "rows": rows})
    desk.write("T1 2026-03-09T08:00 new P1\nT1 2026-03-09T11:10 assigned P1")
    assert desk.round() == ["75 T1"]
    desk.write("T1 2026-03-09T11:30 assigned P2")
    assert desk.round() == []
    desk.write("T1 2026-03-09T11:40 solved P2\nT1 2026-03-09T12:00 assigned P2\nT1 2026-03-09T15:30 assigned P2")
    assert desk.round() == ["75 T1"]


def test_nothing_is_judged_while_no_file_changes(desk):
    desk.write("T1 2026-03-09T08:00 new P1")
    for _ in range(3):
        desk.round()
    assert desk.evaluations == 1
    desk.write("T2 2026-03-09T12:00 new P1", "b.csv")  # a new file that the pattern matches
    assert desk.round() == ["75 T1", "90 T1"]
    assert desk.evaluations == 2


def test_half_a_row_waits_for_the_rest_and_is_noted_once(desk):
    desk.write("T1 2026-03-09T08:00 new P1")
    desk.round()
    path = desk.folder / "a.csv"
    with path.open("a") as file:
        file.write("T2,2026-03-09T1")
    assert desk.round() == []
    with path.open("a") as file:
        file.write("1:0")
    assert desk.round() == []
    with path.open("a") as file:
        file.write("0,new,P1,,\n")
    assert desk.round() == ["75 T1"]
    assert desk.notes == [
        "note: watching 1 file; cases: 1 open as of 2026-03-09T07:00:00Z",
        f"note: `{path}`: the last 15 bytes are no whole row yet, and are left",
        f"note: `{path}`: the last 18 bytes are no whole row yet, and are left",
    ]


def test_a_file_without_a_row_yet_keeps_no_other_from_being_read(desk):
    desk.write("T1 2026-03-09T08:00 new P1")
    desk.round()
    (desk.folder / "b.csv").touch()
    desk.write("T2 2026-03-09T11:00 new P1")
    assert desk.round() == ["75 T1"]
    (desk.folder / "b.csv").write_text(HEADER, encoding="utf-8")
    desk.write("T2 2026-03-09T11:36 assigned P1")
    assert desk.round() == ["90 T1"]
    assert desk.notes[1:] == [
        f"note: `{desk.folder / 'b.csv'}`: the last {len(HEADER)} bytes are no whole row yet, and are left"
    ]


def test_trouble_is_looked_into_again_though_no_file_changed(desk):
    desk.write("T1 2026-03-09T08:00 new P1")
    judged, failures = desk.watch.means.evaluate, [True]

    def sometimes(since):
        if failures:
            failures.pop()
            raise PolicyError([Diagnostic("log-unreadable", Severity.ERROR, "the disk is away")])
        return judged(since)

    desk.watch.means = replace(desk.watch.means, evaluate=sometimes)
    desk.round()
    assert desk.evaluations == 0
    desk.round()
    assert desk.evaluations == 1
    assert desk.notes[0] == "error[log-unreadable]: the disk is away"


def test_files_that_are_cut_replaced_or_gone_are_noted_and_nothing_is_told_again(desk):
    desk.write("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T11:00 new P1")
    assert desk.round() == ["75 T1"]
    path = desk.folder / "a.csv"
    path.write_text(log_text("T2 2026-03-09T11:00 new P1"), encoding="utf-8")
    assert desk.round() == []
    (desk.folder / "new").write_text(log_text("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T15:00 new P1"))
    (desk.folder / "new").rename(path)
    assert desk.round() == ["90 T1", "breach T1"]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("T2", "T9"), encoding="utf-8")  # as long as before
    assert desk.round() == []
    path.unlink()
    assert desk.round() == []
    assert desk.notes[1:5] == [
        f"note: `{path}` was cut or written anew; all of it is read again",
        f"note: `{path}` was written anew; all of it is read again",
        f"note: `{path}` was written anew; all of it is read again",
        f"note: `{path}` is gone",
    ]
    assert "no file matches" in desk.notes[5]


def test_a_log_that_is_not_there_yet_is_waited_for_unless_one_looks_once(tmp_path):
    desk = Desk(tmp_path)
    assert desk.round() == desk.round() == []
    assert len(desk.notes) == 1
    assert "no file matches" in desk.notes[0]
    (tmp_path / "a.csv").touch()
    assert desk.round() == []
    assert "without a header" in desk.notes[1]
    desk.write("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T11:00 new P1")
    assert desk.round() == ["75 T1"]
    with pytest.raises(PolicyError, match="no file matches"):
        Desk(tmp_path, files="*.jsonl", waits=False).round()


def test_a_column_that_is_not_there_ends_the_first_round_and_is_noted_in_later_ones(desk):
    (desk.folder / "a.csv").write_text("ticket,when\nT1,2\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="no column `at`"):
        desk.round()
    assert desk.round() == []  # nothing changed
    with (desk.folder / "a.csv").open("a") as file:
        file.write("T2,3\n")
    assert desk.round() == []
    assert "no column `at`" in desk.notes[-1]


def test_rows_set_aside_are_noted_whenever_there_are_more(desk):
    desk.write("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T08:00 lost P1")
    desk.round()
    desk.write("T3 2026-03-09T09:00 new P1")
    desk.round()
    assert desk.notes[1:] == [
        "note: log tickets: 1 of 2 rows were set aside",
        "note: log tickets: 1 of 3 rows were set aside",
    ]


def test_periods_at_risk_and_lost_are_told_once(tmp_path):
    desk = Desk(tmp_path, parts={"rows": "require all within 4h", "per": "per week"}, shares=(Decimal(75),))
    desk.write("T1 2026-03-09T08:00 new P1\nT2 2026-03-09T09:00 new P1")
    assert desk.round() == []
    desk.write("T3 2026-03-09T11:30 new P1")
    assert desk.round() == ["75 T1", "at risk 2026-W11"]
    desk.write("T4 2026-03-09T12:30 new P1")
    assert desk.round() == ["breach T1", "75 T2"]  # T1 may still be cancelled, so nothing is lost for good
    desk.write("T1 2026-03-09T12:31 solved")
    assert desk.round() == ["lost 2026-W11"]
    desk.write("T5 2026-03-16T00:01 new P1")
    assert not [line for line in desk.round() if "W11" in line]


def test_a_period_that_turns_out_missed_at_its_end_is_lost(tmp_path):
    desk = Desk(tmp_path, parts={"rows": "require 50% within 4h", "per": "per week"})
    desk.write("T1 2026-03-09T08:00 new P1\nT1 2026-03-09T13:00 solved")
    assert desk.round() == ["at risk 2026-W11"]  # 0% so far, and one more kept case would mend it
    desk.write("T2 2026-03-17T08:00 new P1")
    assert desk.round() == ["lost 2026-W11"]


def a_log(seed):
    """Rows of cases without a second thought: raised, some paused for a while, solved sooner or later."""
    chance, rows = random.Random(seed), []
    for number in range(40):
        at = dt.datetime(2026, 3, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=chance.randrange(3000))
        rows.append((at, f"T{number} {at:%Y-%m-%dT%H:%M} new P1"))
        for status in chance.sample(["waiting", "assigned"], chance.randrange(3)):
            at += dt.timedelta(minutes=chance.randrange(1, 200))
            rows.append((at, f"T{number} {at:%Y-%m-%dT%H:%M} {status}"))
        at += dt.timedelta(minutes=chance.randrange(1, 400))
        rows.append((at, f"T{number} {at:%Y-%m-%dT%H:%M} solved"))
    return [row for _, row in sorted(rows)]


@pytest.mark.parametrize("seed", range(3))
def test_however_the_log_comes_in_every_breach_is_told_once(tmp_path, seed):
    rows, chance = a_log(seed), random.Random(seed)
    desk, told = Desk(tmp_path), []
    cuts = [0, 1, *sorted(chance.sample(range(2, len(rows)), 4)), len(rows)]
    for start, end in pairwise(cuts):
        desk.write("\n".join(rows[start:end]), name=f"{chance.randrange(2)}.csv")
        told += desk.round()
    cases = evaluate(desk.policy, {"tickets": desk.files}).cases.to_pylist()
    breaches = {f"breach {row['case']}" for row in cases if row["verdict"] == "breached"}
    assert len(told) == len(set(told))
    assert {line for line in told if line.startswith("breach")} == breaches
    assert len(breaches) > 5
