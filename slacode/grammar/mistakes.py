"""The common mistakes of people who write agreements, as the table `mistakes.toml`, and how one is recognised."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from slacode.grammar.trouble import Trouble

_MOST = 300  # how far a mistake may reach to either side of the place where reading stopped
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
_UNITS = {"ms": "ms", "mil": "ms", "m": "min", "s": "s", "h": "h", "d": "d", "w": "w"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One row of the table: a snippet that is wrong, how it is recognised, what is said, and the snippet mended.

    `pattern` has to reach over the place where reading stopped, its ends included; `stopped_at` matches what begins
    there; `expects` names things one of which could have stood there, `inside` the block around (`Trouble.rule`,
    without `_clause`).
    `message`, `help` and `write` hold the pattern's groups in braces, with the transformations of `_Text` after a
    colon; `write` is what is to stand instead of the group `at`, or of all that the pattern matched.
    """

    name: str
    wrong: str
    pattern: str
    message: str
    mended: str
    write: str | None = None
    help: str | None = None
    stopped_at: str = ""
    expects: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A mistake found in a text: the characters it takes, what to say, and what to write there instead."""

    mistake: Mistake
    start: int
    end: int
    message: str
    help: str
    write: str | None


@cache
def mistakes() -> tuple[Mistake, ...]:
    """The table, in the order in which mistakes are looked for."""
    data = tomllib.loads(files("slacode.grammar").joinpath("mistakes.toml").read_text(encoding="utf-8"))
    return tuple(_mistake(name, row) for name, row in data.items())


def _mistake(name: str, row: dict[str, str | list[str]]) -> Mistake:
    texts = {field: value for field, value in row.items() if isinstance(value, str)}
    lists = {field: tuple(value) for field, value in row.items() if isinstance(value, list)}
    return Mistake(name=name, **texts, **lists)  # type: ignore[arg-type] # the table has the fields of the class


def recognise(trouble: Trouble) -> Iterator[Recognised]:
    """The mistakes of the table that explain why a declaration cannot be read, in its order."""
    for mistake in mistakes():
        if mistake.expects and trouble.expects.isdisjoint(mistake.expects):
            continue
        if not re.compile(mistake.stopped_at).match(trouble.text, trouble.at):
            continue
        if mistake.inside and trouble.rule.removesuffix("_clause") not in mistake.inside:
            continue
        for found in _over(_pattern(mistake.pattern), trouble.text, trouble.at):
            yield _say(mistake, found)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def _over(pattern: re.Pattern[str], text: str, at: int) -> Iterator[re.Match[str]]:
    """The matches, overlapping ones too, that reach over a place."""
    line = text.rfind("\n", 0, at)
    start = max(text.rfind("\n", 0, max(line, 0)) + 1, at - _MOST, 0)
    while found := pattern.search(text, start, min(len(text), at + _MOST)):
        if found.start() > at:
            return
        if found.end() >= at and found.end() > found.start():
            yield found
        start = found.start() + 1


def _say(mistake: Mistake, found: re.Match[str]) -> Recognised:
    groups = {name: _Text(value or "") for name, value in found.groupdict().items()}
    start, end = found.span("at" if "at" in groups else 0)
    groups["all"] = _Text(found.string[start:end])
    say = string.Formatter()
    write = say.vformat(mistake.write, (), groups) if mistake.write is not None else None
    help_ = say.vformat(mistake.help, (), groups) if mistake.help else f"write `{write}`"
    return Recognised(mistake, start, end, say.vformat(mistake.message, (), groups), help_, write)


class _Text(str):
    """A text that the table's templates can transform, as in `{day:day}`."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        return _TRANSFORMATIONS[how](self) if how in _TRANSFORMATIONS else super().__format__(how)


_TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "day": lambda text: text[:3].lower(),
    "month": lambda text: f"{_MONTHS.index(text[:3].lower()) + 1:02}",
    "two": lambda text: text.zfill(2),
    "clock": lambda text: ":".join(part.zfill(2) for part in re.split("[:.h]", text)),
    "currency": lambda text: _CURRENCIES[text],
    "unit": lambda text: next(unit for start, unit in _UNITS.items() if text.lower().startswith(start)),
    "grouped": lambda text: re.sub("[^0-9]", "_", text),
    "name": lambda text: re.sub(r"\W+", "_", text.strip().lower()),
    "and_list": lambda text: re.sub(r"\s*,\s*", " and ", text),
    "comma_list": lambda text: re.sub(r"\s+and\s+", ", ", text),
}
