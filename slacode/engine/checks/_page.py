"""Reads a check's page from the docstring of its file, which stands under fixed headings."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from dataclasses import dataclass

from slacode.diagnostics import Severity
from slacode.engine.checks import check_named

HEADINGS = ("What it finds", "Why it matters", "Wrong", "Right")
_HEADING = re.compile(r"^## (.+)\n+", re.MULTILINE)
_EXAMPLE = re.compile(r"```(\w+)(?: as of (\d{4}-\d\d-\d\d))?\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a page: its text, its language (`sla`, `toml`, `console`), and today, where that matters."""

    language: str
    text: str
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to say of a check; `rule` is one sentence."""

    name: str
    severity: Severity
    rule: str
    finds: str
    matters: str
    wrong: Example
    right: Example


def page(name: str) -> Page:
    """The page of a check by its name; `ModuleNotFoundError` if there is none, `ValueError` if it is not whole."""
    module = check_named(name)
    rule, *sections = _HEADING.split(inspect.getdoc(module) or "")
    if tuple(sections[::2]) != HEADINGS:
        raise ValueError(f"the page of `{name}` needs the headings {', '.join(HEADINGS)}")
    finds, matters, wrong, right = (section.strip() for section in sections[1::2])
    severity: Severity = module.SEVERITY
    return Page(name, severity, " ".join(rule.split()), finds, matters, _example(wrong), _example(right))


def _example(section: str) -> Example:
    found = _EXAMPLE.search(section)
    if found is None:
        raise ValueError("an example stands between ```sla and ```")
    return Example(found[1], found[3], dt.date.fromisoformat(found[2]) if found[2] else None)


def markdown(shown: Page) -> str:
    """A page as Markdown, as the project's documentation holds it."""
    examples = (f"```{example.language}\n{example.text}```" for example in (shown.wrong, shown.right))
    sections = zip(HEADINGS, (shown.finds, shown.matters, *examples), strict=True)
    parts = [f"# {shown.name}", f"{shown.severity.value.capitalize()}. {shown.rule}"]
    return "\n\n".join([*parts, *(f"## {heading}\n\n{text.strip()}" for heading, text in sections)]) + "\n"
