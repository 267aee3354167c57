"""`init` writes a policy and a log that work at once, with the commands it prints."""

import pytest

from tests.commands import run


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", ["contracts", "."])
def test_the_commands_that_it_prints_work(here, folder):
    started = run("init", folder)
    assert started.exit_code == 0
    check, evaluate, test = (line.split()[1:] for line in started.stdout.splitlines())
    checked = run(*check)
    assert (checked.exit_code, checked.stdout) == (0, "3 agreements, 3 targets in 1 file: no findings\n")
    evaluated = run(*evaluate)
    assert evaluated.exit_code == 1  # a target is missed, so that there is something to look into
    assert "support_sla" in evaluated.stdout
    assert "MISSED" in evaluated.stdout
    assert run(*test).stdout.startswith("2 tests: 2 passed\n")


def test_the_policy_is_formatted_and_explains_itself(here):
    run("init")
    assert run("fmt", "--check", "policies").exit_code == 0
    lines = (here / "policies/help_desk.sla").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("#") for line in lines) >= 8


def test_the_log_is_read_without_being_named(here):
    run("init")
    assert run("evaluate", "policies").stdout == run("evaluate", "policies", "--log", "tickets=data/tickets.csv").stdout


def test_what_is_there_is_not_written_over_unless_asked_for(here):
    (here / "data").mkdir()
    (here / "data/tickets.csv").write_text("mine", encoding="utf-8")
    refused = run("init")
    assert refused.exit_code == 2
    assert "`data/tickets.csv` is there already" in refused.stderr
    assert (here / "data/tickets.csv").read_text(encoding="utf-8") == "mine"
    assert not (here / "policies").exists()
    assert run("init", "--force").exit_code == 0
    assert (here / "data/tickets.csv").read_text(encoding="utf-8").startswith("ticket_id,")


def test_a_folder_that_cannot_be_made_is_told(here):
    (here / "taken").write_text("", encoding="utf-8")
    refused = run("init", "taken/inside")
    assert refused.exit_code == 2
    assert "taken/inside/policies/help_desk.sla" in refused.stderr
