"""Every name that a finding can bear has its page, and the examples of the pages are true."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import slacode
from slacode import family
from slacode.diagnostics import PolicyError, Severity
from slacode.engine.checks import PROVING, check_named, judging, names
from slacode.engine.checks._page import Example, page
from slacode.project import check, load
from slacode.settings import load_settings

PACKAGE = Path(slacode.__file__).parent
# Functions that take the name of a check as their first argument, and the file's own wrappers around them.
REPORTERS = {"Diagnostic", "report", "_problem", "_error", "_wrong"}
NAME = re.compile(r"[a-z]+(-[a-z]+)*")


@cache
def reported() -> set[str]:
    """The names in calls that report something, all over the package."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in REPORTERS:
                literals = (getattr(argument, "value", None) for argument in node.args[:2])
                found |= {text for text in literals if isinstance(text, str) and NAME.fullmatch(text) and "-" in text}
    return found


def test_the_checks_that_prove_look_at_policies():
    assert {*judging()} >= PROVING


def findings(example: Example, folder: Path) -> list[tuple[str, Severity]]:
    """The checks that a policy sets off, and their severities."""
    (folder / "example.sla").write_text(example.text, encoding="utf-8")
    try:
        found = check(load(folder), as_of=example.as_of)
        return [(d.check, d.severity) for d in found if d.allowed is None]
    except PolicyError as error:
        return [(d.check, d.severity) for d in error.diagnostics]


@pytest.mark.parametrize("name", names())
def test_the_wrong_example_gives_just_that_finding(name, tmp_path):
    example = page(name).wrong
    if example.language != "sla":
        pytest.skip("this page shows no policy")
    # An example leaves out what it is not about: that it has no owner, say, is a note of another page.
    found = [one for one in findings(example, tmp_path) if one[0] == name or one[1] > Severity.NOTE]
    assert found == [(name, page(name).severity)]


@pytest.mark.parametrize("name", names())
def test_the_right_example_gives_nothing_above_a_note_and_not_that_note(name, tmp_path):
    example = page(name).right
    if example.language != "sla":
        pytest.skip("this page shows no policy")
    assert [found for found, severity in findings(example, tmp_path) if severity > Severity.NOTE or found == name] == []


def test_the_examples_of_settings_are_true(tmp_path):
    shown = page("settings")
    (tmp_path / "slacode.toml").write_text(shown.wrong.text, encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load_settings(tmp_path)
    assert [d.check for d in error.value.diagnostics] == ["settings"]
    (tmp_path / "slacode.toml").write_text(shown.right.text, encoding="utf-8")
    assert load_settings(tmp_path).fail_on == "warning"


@pytest.mark.parametrize("name", names())
def test_a_page_opens_with_one_sentence_and_says_what_and_why(name):
    shown = page(name)
    assert re.fullmatch(r"[A-Z].{15,160}\.", shown.rule)
    assert ". " not in shown.rule
    assert len(shown.finds) > 60
    assert len(shown.matters) > 40


def test_whatever_is_reported_has_a_page():
    found = reported()
    assert {"unknown-name", "no-policy", "unit-mismatch", "support-cycle"} <= found
    assert sorted(found - set(names())) == []


def test_every_page_is_about_something_that_can_be_reported():
    runs = {name for name in names() if hasattr(check_named(name), "run")}
    assert sorted(set(names()) - reported() - runs - {"syntax", "unreadable", "settings"}) == []


def test_the_names_are_those_of_the_files():
    files = {path.stem for path in (PACKAGE / "engine" / "checks").glob("[a-z]*.py")}
    assert {name.replace("-", "_") for name in names()} == files == set(family.names("slacode.engine.checks"))
