"""What the pages show is what is printed, what they link to is there, and the two commands of the README work."""

import doctest
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from slacode.cli.main import command_names
from slacode.engine.checks import names
from slacode.grammar.reading import parse
from slacode.reports._schemas import SCHEMAS
from slacode.settings import load_settings
from slacode.source import Source
from tests.docs.console import shown_on
from tests.docs.markdown import ROOT, Block, parts_of
from tests.examples.expected import slacode

PATTERNS = ("*.md", "docs/*.md", "examples/**/*.md")
PAGES = [page for pattern in PATTERNS for page in sorted(ROOT.glob(pattern))]
SHOWN = [(page.relative_to(ROOT).as_posix(), shown) for page in PAGES for shown in shown_on(page)]


@pytest.mark.parametrize(("page", "shown"), SHOWN, ids=[f"{page}: {shown.command[:60]}" for page, shown in SHOWN])
def test_commands_print_what_the_page_shows(page, shown):
    output = shown.now()
    assert shown.holds(output), output


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target
            assert not anchor or anchor in anchors(page.parent / target if target else page), anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_policies_on_pages_are_in_the_language(page):
    for part in parts_of(page):
        if isinstance(part, Block) and part.info in ("sla", "sla complete"):
            assert [mistake.message for mistake in parse(Source(page.name, part.text))[1]] == []


PYTHON = [part for page in PAGES for part in parts_of(page) if isinstance(part, Block) and part.info == "python"]


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.text.splitlines()[0])
def test_python_examples_run(block, monkeypatch):
    monkeypatch.chdir(ROOT)
    examples = doctest.DocTestParser().get_doctest(block.text, {}, block.name, None, block.line)
    outcome = doctest.DocTestRunner().run(examples)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def shell_lines() -> list[str]:
    blocks = [part for part in parts_of(ROOT / "README.md") if isinstance(part, Block) and part.info == "sh"]
    return [line for block in blocks for line in block.text.splitlines()]


def test_the_first_command_for_a_fresh_machine_runs_the_main_job():
    command = next(line for line in shell_lines() if "slacode evaluate" in line)
    program, *arguments = shlex.split(command.rpartition("&&")[2])
    done = slacode(*arguments)
    assert program == "slacode"
    assert done.returncode == 1  # a promise was missed
    assert "MISSED" in done.stdout


def test_the_second_command_for_a_fresh_machine_runs_the_tests():
    assert any(line.startswith("python -m pytest") for line in shell_lines())


def test_every_extra_that_is_named_exists():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = {extra for page in PAGES for extra in re.findall(r"\.\[(\w+)\]", page.read_text(encoding="utf-8"))}
    assert said <= set(project["optional-dependencies"])


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
def test_every_command_is_named(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [name for name in command_names() if not re.search(rf"`slacode {name}\b", text)] == []


def test_the_architecture_names_every_package():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    packages = [*ROOT.glob("slacode/*/__init__.py"), *ROOT.glob("slacode/engine/*/__init__.py")]
    folders = [path.parent.relative_to(ROOT).as_posix() for path in packages]
    assert [folder for folder in sorted(folders) if f"`{folder}/" not in text] == []


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert [page for page in sorted(pages) if f"]({page}" not in index] == []


def test_every_schema_is_named():
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert [name for name in SCHEMAS if f"`{name}`" not in text] == []


def test_settings_are_shown_as_they_are_read(tmp_path):
    (block,) = [part for part in parts_of(ROOT / "docs/commands.md") if isinstance(part, Block) and part.info == "toml"]
    (tmp_path / "slacode.toml").write_text(block.text, encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.fail_on == "error"
    assert set(settings.severity) | set(settings.ignore) <= set(names())
