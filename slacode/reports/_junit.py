"""JUnit's XML, as the usual collectors of test results read it: suites of cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from slacode.reports._excerpt import clean

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

Outcome: TypeAlias = Literal["passed", "failure", "error", "skipped"]


@cache
def _no_xml() -> re.Pattern[str]:
    """What XML 1.0 cannot hold, and carriage returns; it takes its time to compile, and few need it."""
    return re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Case(NamedTuple):
    """One test: `group` is what JUnit calls its class; `kind`, `message` and `text` say what came of it.

    `seconds` is how long it took, where that was measured.
    """

    name: str
    group: str
    outcome: Outcome = "passed"
    kind: str = ""
    message: str = ""
    text: str = ""
    seconds: float | None = None


class Suite(NamedTuple):
    """Some tests that belong together."""

    name: str
    cases: tuple[Case, ...]


def document(name: str, suites: Sequence[Suite]) -> str:
    """A whole document, with its counts."""
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites", {"name": name, **_counts([case for suite in suites for case in suite.cases])})
    for suite in suites:
        node = ET.SubElement(root, "testsuite", {"name": clean(suite.name), **_counts(suite.cases)})
        for case in suite.cases:
            _add(node, case)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    counted: tuple[tuple[str, Outcome], ...] = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    return {"tests": str(len(cases)), **{name: str(outcomes.count(outcome)) for name, outcome in counted}}


def _add(suite: ET.Element, case: Case) -> None:
    from xml.etree import ElementTree as ET

    taken = {} if case.seconds is None else {"time": f"{case.seconds:.6f}"}
    node = ET.SubElement(suite, "testcase", {"classname": clean(case.group), "name": clean(case.name), **taken})
    if case.outcome != "passed":
        why = {"type": case.kind} if case.kind and case.outcome != "skipped" else {}
        told = ET.SubElement(node, case.outcome, {"message": clean(case.message), **why})
        told.text = _no_xml().sub("\ufffd", case.text) or None
    elif case.text:
        ET.SubElement(node, "system-out").text = _no_xml().sub("\ufffd", case.text)
