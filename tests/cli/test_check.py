"""The command `check`: what it says, in which form, how it ends, and what it remembers."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import jsonschema
import pytest

from slacode.cli import check as command
from slacode.reports.json import FINDINGS_SCHEMA
from tests import commands

CLEAN = """\
log tickets { case id time at in UTC field status: one of new, closed }
metric fix = clock on tickets { start when status == new stop when status == closed }
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
"""
CIRCLE = "service shop { needs shop }\n"
NOTE = "provider me\ncustomer you\nsla support { between me and you covers desk }\nservice desk\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLACODE_CACHE_DIR", raising=False)
    return tmp_path


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.sla").write_text(text, encoding="utf-8")


run = partial(commands.run, "check")


def found(result):
    return [(f["path"], f["check"]) for f in json.loads(result.stdout)["findings"]]


# ---- what it says


def test_a_policy_without_findings_is_told_in_a_friendly_way(here):
    write(here, a=CLEAN, b="calendar always = 24x7\n")
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "0 agreements, 0 targets in 2 files: no findings\n"


def test_every_error_of_every_file_comes_in_one_run(here):
    write(
        here,
        a="sla one { hours ofice }\n",
        b="calendar office { open mon-fri 8-18 }\n",
        c="sla two { fee EUX 5 per month }\n",
    )
    result = run("--format", "json")
    assert result.exit_code == 1
    # `ofice` is no name; that `office` cannot be read is told where it stands
    assert found(result) == [("a.sla", "unknown-name"), ("b.sla", "syntax"), ("c.sla", "unknown-currency")]


def test_names_that_cannot_be_read_are_not_told_again(here):
    write(here, a="sla one { hours office }\n", b="calendar office { open mon-fri 8-18 }\n")
    assert found(run("--format", "json")) == [("b.sla", "syntax")]


def test_names_in_files_that_cannot_be_read_are_not_told_again(here):
    write(here, a="sla one { hours office }\n")
    (here / "b.sla").write_bytes(b"\x00\xff")
    result = run("--format", "json")
    assert (result.exit_code, found(result)) == (2, [("b.sla", "unreadable")])


def test_what_the_checks_find_is_told_once_the_text_is_understood(here):
    write(here, a=CIRCLE)
    result = run()
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "error[dependency-cycle]: service `shop` needs itself: `shop` -> `shop`\n --> a.sla:1:22\n"
    )
    assert "more: slacode explain dependency-cycle" in result.stdout


@pytest.mark.parametrize("text", [CLEAN, CIRCLE, "sla x { hours y }", "sla {"])
def test_json_is_valid_by_its_schema_whatever_is_found(here, text):
    write(here, a=text)
    jsonschema.validate(json.loads(run("--format", "json").stdout), FINDINGS_SCHEMA)


def test_concise_is_a_line_a_finding(here):
    write(here, a=CIRCLE)
    assert run("--format", "concise").stdout.splitlines() == [
        "a.sla:1:22: error[dependency-cycle]: service `shop` needs itself: `shop` -> `shop`"
    ]


def test_standard_input_is_a_file_with_a_name(here):
    result = run("-", "--stdin-filename", "new.sla", "--format", "concise", stdin=CIRCLE)
    assert result.stdout.startswith("new.sla:1:22: ")


# ---- what is chosen, and how it ends


def test_notes_alone_do_not_fail_unless_asked_for(here):
    write(here, a=NOTE)
    assert run("--select", "no-review").exit_code == 0
    assert run("--select", "no-review", "--fail-on", "note").exit_code == 1
    assert run("--fail-on", "never", "--select", "no-review").exit_code == 0


def test_checks_are_selected_and_ignored_by_name(here):
    write(here, a=NOTE + CIRCLE)
    assert [check for _, check in found(run("--select", "dependency-cycle", "--format", "json"))] == [
        "dependency-cycle"
    ]
    assert "dependency-cycle" not in run("--ignore", "dependency-cycle", "--format", "json").stdout


def test_what_was_not_understood_is_told_whatever_is_chosen(here):
    write(here, a="sla {", b="sla x { between nobody and none }")
    result = run("--select", "no-review", "--format", "json")
    assert result.exit_code == 1
    assert {check for _, check in found(result)} == {"syntax", "unknown-name"}
    refused = run("--ignore", "syntax")
    assert (refused.exit_code, "`syntax` cannot be left out" in refused.stderr) == (2, True)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_check_that_does_not_exist_is_a_mistake(here, option):
    write(here, a=CLEAN)
    result = run(option, "dependency-cicle")
    assert result.exit_code == 2
    assert "did you mean `dependency-cycle`?" in result.stderr


def test_a_severity_of_the_settings_holds(here):
    write(here, a=CIRCLE)
    (here / "slacode.toml").write_text('severity = { dependency-cycle = "note" }\n', encoding="utf-8")
    result = run("--format", "json", "--select", "dependency-cycle")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["findings"][0]["severity"] == "note"


# ---- what it remembers


@pytest.fixture
def worked_out(monkeypatch):
    """How often an outcome was worked out, not remembered."""
    calls = []
    real = command._work_out
    monkeypatch.setattr(command, "_work_out", lambda *given: calls.append(given) or real(*given))
    return calls


def test_unchanged_files_are_not_looked_at_again_and_say_the_same(here, worked_out):
    write(here, a=CIRCLE + NOTE, b=CLEAN)
    first, second = run("--format", "json"), run("--format", "json")
    assert len(worked_out) == 1
    assert (second.stdout, second.exit_code) == (first.stdout, first.exit_code)


def test_a_change_a_new_name_and_another_day_are_seen(here, worked_out):
    write(here, a=CIRCLE)
    run()
    write(here, a="service shop\n")
    assert run("--select", "dependency-cycle", "--format", "json").stdout.count("dependency-cycle") == 0
    (here / "a.sla").rename(here / "b.sla")
    run()
    run("--as-of", "2026-01-01")
    assert len(worked_out) == 4


def test_settings_are_applied_to_what_is_remembered(here, worked_out):
    write(here, a=CIRCLE)
    run()
    assert run("--ignore", "dependency-cycle").exit_code == 0
    assert run().exit_code == 1
    assert len(worked_out) == 1


@pytest.mark.parametrize("how", ["option", "settings"])
def test_remembering_can_be_turned_off(here, worked_out, how):
    write(here, a=CIRCLE)
    options = ["--no-cache"] if how == "option" else []
    if how == "settings":
        (here / "slacode.toml").write_text("cache = false\n", encoding="utf-8")
    run(*options)
    run(*options)
    assert len(worked_out) == 2
    assert not (here / ".slacode_cache").exists()


def test_it_remembers_beside_the_settings_or_where_it_is_told(here, monkeypatch):
    write(here, a=CLEAN)
    inner = here / "inner"
    inner.mkdir()
    (here / "slacode.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(inner)
    run("..")
    assert (here / ".slacode_cache" / "CACHEDIR.TAG").is_file()
    monkeypatch.setenv("SLACODE_CACHE_DIR", str(here / "elsewhere"))
    run("..")
    assert (here / "elsewhere" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_remembered_run_loads_neither_the_grammar_nor_the_model(here):
    write(here, a=CIRCLE)
    program = (
        "import sys\nfrom slacode.cli.main import cli\n"
        "try:\n    cli.main(['check', '--format', 'concise'])\nexcept SystemExit:\n    pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    root = Path(command.__file__).parents[2]

    def loaded():
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=here,
            env={"PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        )
        return set(done.stderr.split()), done.stdout

    (first, said), (second, again) = loaded(), loaded()
    heavy = {"lark", "pydantic", "networkx", "numpy", "pyarrow", "duckdb", "holidays", "rich"}
    assert first & heavy >= {"lark", "pydantic"}
    assert second & heavy == set()
    assert again == said != ""
