"""What a command writes takes the place of nothing that it reads, and of nothing else that it writes."""

import pytest

from tests.commands import run
from tests.faults.build import desk

JUDGED = ("evaluate", "policies", "--log", "tickets=tickets.csv", "--as-of", "2026-02-28")
WATCHED = ("watch", "policies", "--once", "--log", "tickets=*.csv", "--as-of", "2026-02-28")


@pytest.fixture
def here(tmp_path, monkeypatch):
    desk(tmp_path, tickets=6)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*JUDGED, "--cases", "tickets.csv"), "`tickets.csv` is read, and `--cases` would write over it"),
        ((*JUDGED, "--attribution", "policies/../tickets.csv"), "`--attribution` would write over it"),
        ((*JUDGED, "--report", "json", "tickets.csv"), "`--report` would write over it"),
        ((*JUDGED, "--report", "json", "policies/desk.sla"), "`policies/desk.sla` is a policy"),
        (("check", "policies", "--report", "json", "policies/desk.sla"), "`policies/desk.sla` is a policy"),
        ((*JUDGED, "--cases", "a.csv", "--attribution", "./a.csv"), "`--cases` and `--attribution` would both go to"),
        ((*JUDGED, "--cases", "a.csv", "--report", "json", "a.csv"), "`--cases` and `--report` would both go to"),
        ((*JUDGED, "--evidence", "ev", "--cases", "ev/a.csv"), "`--cases` would write into `ev`, which holds evidence"),
        ((*WATCHED, "--state", "tickets.csv"), "`tickets.csv` is read, and `--state` would write over it"),
        ((*WATCHED, "--output", "policies/desk.sla"), "`policies/desk.sla` is read"),
        ((*WATCHED, "--state", "told", "--output", "told"), "`--state` and `--output` would both go to `told`"),
    ],
)
def test_nothing_is_written_over_what_is_read_or_written(here, arguments, said):
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    told = run(*arguments)
    assert told.exit_code == 2
    assert said in told.stderr
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_the_log_of_a_policy_that_cannot_be_read_is_left_alone_too(here):
    (here / "policies" / "desk.sla").write_text("sla {")
    before = (here / "tickets.csv").read_bytes()
    told = run(*JUDGED, "--report", "json", "tickets.csv")
    assert told.exit_code == 2
    assert (here / "tickets.csv").read_bytes() == before


def test_folders_are_made_and_a_device_takes_any_number(here):
    assert run(*JUDGED, "--cases", "out/new/cases.csv").exit_code in (1, 3)
    assert (here / "out/new/cases.csv").read_text().startswith("agreement,version,target")
    assert run(*JUDGED, "--report", "json", "/dev/null").exit_code in (1, 3)
