"""The frame of the command line, tried with commands of its own: help, exit codes, streams, colour, formats."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from slacode.cli import common, main

COMMANDS = {
    "look": '''
        """Look at policies.

        More is said here.
        """
        import click
        from slacode.cli import common
        from slacode.reports import Findings
        from slacode.source import read_sources

        @click.command
        @common.paths_argument
        @common.findings_format_option
        @common.color_option
        @common.findings_options
        @common.stdin_filename_option
        @common.as_of_option
        @common.cache_option
        def command(paths, console, format_name, settings, stdin_filename, as_of, cache):
            """Look closely."""
            sources, problems = read_sources(paths, stdin_filename)
            console.note(f"paths={paths} as_of={as_of} cache={cache} select={settings.select}")
            record = Findings.of(settings.applied_to(problems), sources)
            common.show_findings(console, record, format_name)
            return common.exit_code(record, settings)
        ''',
    "end": '''
        """End in a way of your choice."""
        import time
        import click
        from slacode.cli import common
        from slacode.diagnostics import Diagnostic, Location, PolicyError, Severity
        from slacode.source import Source

        @click.command
        @common.format_option("text", "json", "mermaid")
        @click.argument("how")
        def command(format_name, how):
            """End."""
            if how == "defect":
                raise KeyError("boo")
            if how == "policy":
                place = Location("p.sla", 1, 1, 1, 4)
                raise PolicyError([Diagnostic("syntax", Severity.ERROR, "no", place)], [Source("p.sla", "sla")])
            if how == "abort":
                raise click.Abort
            if how == "file":
                raise click.FileError("x.sla", "gone")
            if how == "wait":
                click.echo("waiting")
                time.sleep(30)
            if how == "flood":
                for number in range(200_000):
                    click.echo(f"line {number}")
            return int(how) if how.isdigit() else None
        ''',
    "broken": '"""Is not even Python."""\nthis is no Python\n',
}


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """A family of commands for trying, and an empty folder to stand in."""
    package = tmp_path / "lib" / "trial_commands"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    for name, text in COMMANDS.items():
        (package / f"{name}.py").write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr(main, "_PACKAGE", "trial_commands")
    for name in ("NO_COLOR", "FORCE_COLOR", "SLACODE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    for name in [name for name in sys.modules if name.startswith("trial_commands")]:
        del sys.modules[name]


def run(*arguments: str, **options):
    return CliRunner().invoke(main.cli, arguments, prog_name="slacode", **options)


def process(*arguments: str) -> subprocess.Popen[bytes]:
    """The same commands in a process of their own, with real streams."""
    program = f"import sys; sys.path[:0] = {sys.path!r}; from slacode.cli import main; main._PACKAGE = 'trial_commands'"
    # A run that was started in the background may have Ctrl-C switched off, and hands that down.
    heeded = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heeded}; {program}; main.main()", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


# ---- help


def test_help_tells_each_command_from_its_first_line_without_importing_any(trial):
    result = run("--help")
    assert result.exit_code == 0
    listed = result.stdout.split("Commands:\n")[1].split("\n\n")[0]
    assert [line.split(maxsplit=1) for line in listed.splitlines()] == [
        ["broken", "Is not even Python."],
        ["end", "End in a way of your choice."],
        ["look", "Look at policies."],
    ]
    assert not any(name.startswith("trial_commands.") for name in sys.modules)


def test_a_command_of_another_name_is_a_usage_error_with_the_likely_one(trial):
    result = run("lok")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "there is no command `lok`; did you mean `look`?" in result.stderr


def test_wrong_usage_ends_with_2(trial):
    assert run("look", "--nonsense").exit_code == 2
    assert run("look", "--format", "xml").exit_code == 2
    assert run("end", "file").exit_code == 2


def test_the_version_is_told(trial):
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("slacode")


def test_the_shell_can_complete_commands(trial, monkeypatch):
    monkeypatch.setenv("_SLACODE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "slacode lo")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert "look" in run().stdout


# ---- how a run ends


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_a_command_returns_its_exit_code(trial, code):
    assert run("end", str(code)).exit_code == code


def test_a_command_that_returns_nothing_is_done(trial):
    assert run("end", "well").exit_code == 0


def test_a_defect_ends_with_70_and_keeps_its_traceback_in_a_file(trial, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(trial))
    result = run("end", "defect")
    assert result.exit_code == 70
    assert result.stdout == ""
    assert "a defect of slacode, not of your policies: KeyError: 'boo'" in result.stderr
    assert "Traceback" not in result.stderr
    (kept,) = trial.glob("slacode-defect-*.txt")
    assert kept.name in result.stderr
    assert "Traceback" in kept.read_text(encoding="utf-8")


def test_a_command_that_cannot_be_imported_is_a_defect_too(trial, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(trial))
    assert run("broken").exit_code == 70


@pytest.mark.parametrize("way", ["option", "environment"])
def test_the_traceback_is_shown_where_asked_for(trial, monkeypatch, way):
    monkeypatch.setattr("tempfile.tempdir", str(trial))
    if way == "environment":
        monkeypatch.setenv("SLACODE_DEBUG", "1")
    result = run(*(["--debug"] if way == "option" else []), "end", "defect")
    assert result.exit_code == 70
    assert "Traceback" in result.stderr
    assert list(trial.iterdir()) == []


def test_an_abort_ends_as_ctrl_c_does(trial):
    assert run("end", "abort").exit_code == 130


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_ends_with_130_and_no_traceback(trial):
    with process("end", "wait") as running:
        assert running.stdout.readline() == b"waiting\n"
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 130
    assert errors == b""


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_who_has_seen_enough_is_no_error(trial):
    with process("end", "flood") as running:
        assert running.stdout.readline() == b"line 0\n"
        running.stdout.close()
        errors = running.stderr.read()
        assert running.wait(timeout=20) == 141
    assert errors == b""


# ---- a policy that cannot be understood


def test_a_policy_error_is_shown_to_people_on_stderr(trial):
    result = run("end", "policy")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error[syntax]: no\n --> p.sla:1:1\n  |\n1 | sla\n  | ^^^\n")


def test_a_policy_error_is_valid_json_where_json_was_asked_for(trial):
    result = run("end", "policy", "--format", "json")
    assert result.exit_code == 2
    assert [f["check"] for f in json.loads(result.stdout)["findings"]] == ["syntax"]
    assert result.stderr == "p.sla:1:1: error[syntax]: no\n"


def test_a_format_that_shows_no_findings_leaves_them_to_stderr(trial):
    result = run("end", "policy", "--format", "mermaid")
    assert result.stdout == ""
    assert "error[syntax]: no" in result.stderr


def test_wrong_settings_are_told_in_the_format_asked_for(trial):
    Path("slacode.toml").write_text("colour = 1\n", encoding="utf-8")
    result = run("look", "--format", "json")
    assert result.exit_code == 2
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["check"], finding["help"]) == ("settings", ["did you mean `color`?"])
    assert "did you mean `color`?" in run("look").stderr


# ---- findings


def test_findings_go_to_stdout_and_notes_to_stderr(trial):
    Path("a.sla").write_bytes(b"\xff")
    result = run("look", "--format", "concise")
    assert result.exit_code == 2
    assert result.stdout == "a.sla:1:1: error[unreadable]: `a.sla` is not a text file: byte 0xff is not text in UTF-8\n"
    assert result.stderr == "paths=('.',) as_of=None cache=True select=()\n"


def test_paths_are_the_folder_policies_where_there_is_one(trial):
    Path("policies").mkdir()
    assert "paths=('policies',)" in run("look").stderr
    assert "paths=('.', '-')" in run("look", ".", "-", input="").stderr


def test_standard_input_takes_the_name_it_is_given(trial):
    result = run("look", "-", "--stdin-filename", "x/y.sla", "--format", "json", input=b"a\0")
    assert [f["path"] for f in json.loads(result.stdout)["findings"]] == ["x/y.sla"]


def test_options_override_the_settings_of_the_project(trial):
    Path("slacode.toml").write_text(
        'select = ["a"]\nignore = ["no-owner"]\ncache = false\nformat = "concise"\n', encoding="utf-8"
    )
    first = run("look")
    assert (first.exit_code, first.stdout.count("\n")) == (2, 1)
    assert "cache=False select=('a',)" in first.stderr
    second = run(
        *("look", "--ignore", "b", "--select", "c,e", "--select", "d"),
        *("--cache", "--as-of", "2026-03-31", "--format", "text"),
    )
    assert second.stdout.count("\n") > 1
    assert "as_of=2026-03-31 cache=True select=('c', 'e', 'd')" in second.stderr


def test_a_format_of_the_settings_that_is_none_is_told(trial):
    Path("slacode.toml").write_text('format = "jsn"\n', encoding="utf-8")
    result = run("look")
    assert result.exit_code == 2
    assert "there is no format `jsn`; did you mean `json`?" in result.stderr
    assert run("look", "--format", "json").exit_code == 2  # no policy here
    assert run("look", "--format", "json").stdout.startswith("{")


def test_a_date_that_is_none_is_told(trial):
    result = run("look", "--as-of", "31.3.2026")
    assert result.exit_code == 2
    assert "`31.3.2026` is no date; write it as in 2026-03-31" in result.stderr


def test_a_name_that_is_not_known_is_a_usage_error():
    common.require_known("check", ["slow"], ["slow", "late"])
    with pytest.raises(click.UsageError, match=r"there is no check `lte`; did you mean `late`\?"):
        common.require_known("check", ["lte"], ["slow", "late"])


# ---- colour


class Terminal:
    """A stream that is or is not a terminal."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("choice", "environment", "project", "terminal", "colored"),
    [
        ("auto", {}, "auto", True, True),
        ("auto", {}, "auto", False, False),
        ("auto", {"TERM": "dumb"}, "auto", True, False),
        ("auto", {"FORCE_COLOR": "1"}, "auto", False, True),
        ("auto", {"FORCE_COLOR": "0"}, "auto", True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, "always", True, False),
        ("auto", {"NO_COLOR": ""}, "auto", True, True),  # set but empty says nothing
        ("auto", {}, "always", False, True),
        ("auto", {}, "never", True, False),
        ("auto", {"FORCE_COLOR": "1"}, "never", True, True),
        ("always", {"NO_COLOR": "1"}, "never", False, True),
        ("never", {"FORCE_COLOR": "1"}, "always", True, False),
    ],
)
def test_colour_obeys_the_option_then_the_environment_then_the_project_then_the_terminal(
    monkeypatch, choice, environment, project, terminal, colored
):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert common.is_colored(choice, Terminal(terminal), project) is colored


def test_findings_are_coloured_on_request_alone(trial):
    assert "\x1b[" not in run("look").stdout
    assert "\x1b[" in run("look", "--color", "always").stdout


# ---- progress


def progress_shown(monkeypatch, terminal: bool, seconds: list[float]) -> str:
    shown: list[str] = []

    class Stream(Terminal):
        def write(self, text: str) -> None:
            shown.append(text)

        def flush(self) -> None:
            pass

    monkeypatch.setattr(sys, "stderr", Stream(terminal))
    clock = iter(seconds)
    monkeypatch.setattr(common.time, "monotonic", lambda: next(clock))
    with common.Console(False, False).progress("rows", 4) as show:
        for done in range(1, len(seconds)):
            show(done)
    return "".join(shown)


def test_progress_is_seen_on_a_terminal_after_a_second_and_wiped_at_the_end(monkeypatch):
    # begun at 0s; 0.5s is too early, 1.2s is shown, 1.25s is too soon after it, 1.4s is shown
    shown = progress_shown(monkeypatch, True, [0, 0.5, 1.2, 1.25, 1.4])
    assert shown == "\r\x1b[Krows 2 of 4 (50%)\r\x1b[Krows 4 of 4 (100%)\r\x1b[K"


def test_progress_of_a_short_run_or_without_a_terminal_is_not_seen(monkeypatch):
    assert progress_shown(monkeypatch, True, [0, 0.3, 0.6]) == ""
    assert progress_shown(monkeypatch, False, [0, 5, 9]) == ""


@pytest.mark.parametrize("name", main.command_names())
def test_the_help_of_each_command_shows_an_example_on_lines_of_its_own(name):
    shown = CliRunner().invoke(main.cli, [name, "--help"]).stdout
    assert "Example" in shown
    assert "\\b" not in shown
