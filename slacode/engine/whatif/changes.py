"""Reads the changes of `slacode whatif`: `network_ola.repair[P1]=3h`, `shop.hours=office`, `drop hostco_uc`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.engine.lower.changes import Wording, wording_of
from slacode.engine.model.policy import Reference
from slacode.engine.refs import parse_ref

_DROP = re.compile(r"drop\s+(?P<name>\S+)")
# A row may be named by a condition, in which equals signs stand too.
_SET = re.compile(r'(?P<ref>[^=\[]+(?:\[(?:"(?:\\.|[^"\\])*"|[^\]])*\])?)\s*=(?P<value>.*)', re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Assignment:
    """`ref = value`: a row promises something else, by its `wording`; or, if that is None, something has a name."""

    text: str
    ref: Reference
    value: str
    wording: Wording | None


@dataclass(frozen=True, slots=True)
class Drop:
    """`drop hostco_uc`: the agreement is not there."""

    text: str
    agreement: str


Change = Assignment | Drop


def read_changes(words: Sequence[str]) -> tuple[Change, ...]:
    """The changes that some words state, `drop` and a name being two words or one.

    Raises `PolicyError` with a diagnostic `syntax` for each word that is no change.
    """
    changes: list[Change] = []
    problems: list[Diagnostic] = []
    for text in _joined(words):
        try:
            changes.append(_read(text))
        except PolicyError as error:
            problems += error.diagnostics
    if problems:
        raise PolicyError(problems)
    return tuple(changes)


def _joined(words: Iterable[str]) -> Iterator[str]:
    waiting = iter(words)
    for word in waiting:
        yield f"drop {next(waiting, '')}".strip() if word.strip() == "drop" else word.strip()


def _read(text: str) -> Change:
    dropped = _DROP.fullmatch(text)
    if dropped:
        if not _NAME.fullmatch(dropped["name"]):
            raise _no_change(text, "what is dropped is a whole agreement: `drop hostco_uc`")
        return Drop(text, dropped["name"])
    given = _SET.fullmatch(text)
    if given is None:
        raise _no_change(text, "write `agreement.target[row]=PROMISE`, `agreement.hours=CALENDAR` or `drop agreement`")
    value = given["value"].strip()
    wording = wording_of(value)
    if wording is None and not _NAME.fullmatch(value):
        raise _no_change(
            text,
            "after `=` write a promise as policies do, such as `95% within 3h` or `at least 99.9%`",
            "or the part of it that is to differ: `3h`, `3 business days`, `99.95%`, `during always`",
        )
    return Assignment(text, parse_ref(given["ref"]), value, wording)


def _no_change(text: str, *help_: str) -> PolicyError:
    """The error that a text is no change that could be understood."""
    return PolicyError([Diagnostic("syntax", Severity.ERROR, f"`{text}` is not understood as a change", help=help_)])
