"""The command `fmt`: what it writes, what it leaves alone, how it ends."""

import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import slacode
from slacode.cli.main import cli
from tests import commands

UGLY, PRETTY, BROKEN = "team   a\n", "team a\n", "sla a {\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"ugly.sla": UGLY, "pretty.sla": PRETTY}.items():
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


run = partial(commands.run, "fmt")


def test_files_are_formatted_and_those_that_are_are_not_touched(folder):
    before = os.stat("pretty.sla")
    result = run(".")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "1 file formatted, 1 file left as before\n"
    assert (folder / "ugly.sla").read_text() == PRETTY
    after = os.stat("pretty.sla")
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert sorted(os.listdir()) == ["pretty.sla", "ugly.sla"]


def test_check_names_what_is_not_formatted_and_writes_nothing(folder):
    result = run("--check")
    assert (result.exit_code, result.stdout) == (1, "ugly.sla\n")
    assert (folder / "ugly.sla").read_text() == UGLY
    assert run("--check", "pretty.sla").exit_code == 0


def test_diff_shows_what_would_change(folder):
    result = run("--diff")
    assert result.exit_code == 1
    assert result.stdout == "--- ugly.sla\n+++ ugly.sla (formatted)\n@@ -1 +1 @@\n-team   a\n+team a\n"
    assert (folder / "ugly.sla").read_text() == UGLY


def test_a_broken_file_is_reported_and_left_alone_the_others_are_formatted(folder):
    (folder / "broken.sla").write_text(BROKEN)
    result = run(".")
    assert result.exit_code == 2
    assert "broken.sla:1:1" in result.stderr
    assert "`sla a` is not closed" in result.stderr
    assert (folder / "broken.sla").read_text() == BROKEN
    assert (folder / "ugly.sla").read_text() == PRETTY


def test_line_ends_and_byte_order_marks_are_changed(folder):
    (folder / "ugly.sla").write_bytes(b"\xef\xbb\xbfteam a\r\n")
    assert run("--check", "ugly.sla").exit_code == 1
    assert run("ugly.sla").exit_code == 0
    assert (folder / "ugly.sla").read_bytes() == b"team a\n"


def test_standard_input_goes_to_standard_output(folder):
    result = run("-", stdin=UGLY)
    assert (result.exit_code, result.stdout, result.stderr) == (0, PRETTY, "")
    broken = run("-", "--stdin-filename", "ugly.sla", stdin=BROKEN)
    assert (broken.exit_code, broken.stdout) == (2, "")
    assert "ugly.sla:1:1" in broken.stderr
    assert run("-", "--check", stdin=PRETTY).exit_code == 0
    assert run("-", "--check", "--stdin-filename", "x.sla", stdin=UGLY).stdout == "x.sla\n"
    assert (folder / "ugly.sla").read_text() == UGLY


def test_the_mode_is_kept_and_a_link_stays_a_link(folder):
    os.chmod("ugly.sla", 0o640)
    os.symlink("ugly.sla", "link.sla")
    assert run("link.sla").exit_code == 0
    assert os.path.islink("link.sla")
    assert (folder / "ugly.sla").read_text() == PRETTY
    assert stat.S_IMODE(os.stat("ugly.sla").st_mode) == 0o640


def test_a_crash_while_writing_leaves_the_file_as_it_was(folder, monkeypatch):
    def crash(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", crash)
    result = run("ugly.sla")
    assert result.exit_code == 2
    assert "`ugly.sla` cannot be written: no space left on device" in result.stderr
    assert (folder / "ugly.sla").read_text() == UGLY
    assert sorted(os.listdir()) == ["pretty.sla", "ugly.sla"]


def test_a_defect_of_the_formatter_writes_nothing_and_ends_with_70(folder, monkeypatch):
    monkeypatch.setattr("slacode.grammar.printer.render", lambda _: "team b\n")
    result = CliRunner().invoke(cli, ["fmt", "ugly.sla"])
    assert result.exit_code == commands.DEFECT
    assert "lose or change words" in result.stderr
    assert (folder / "ugly.sla").read_text() == UGLY


def test_a_folder_without_policies_could_not_be_run(tmp_path):
    assert run(str(tmp_path)).exit_code == 2


def test_formatting_loads_neither_models_nor_graphs_nor_data_engines(folder):
    script = (
        "import sys; sys.argv = ['slacode', 'fmt', 'ugly.sla']\n"
        "from slacode.cli.main import cli\n"
        "try: cli()\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "print(sorted({'pydantic', 'networkx', 'numpy', 'duckdb', 'pyarrow'} & set(sys.modules)))"
    )
    env = os.environ | {"PYTHONPATH": str(Path(slacode.__file__).parents[1])}
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    assert result.stdout == "[]\n"
