"""Draws a finding's places as code frames: the lines with their numbers and the marks under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from slacode.diagnostics import Diagnostic, Location
from slacode.reports._excerpt import LONGEST, clean, excerpt
from slacode.reports._paint import paint
from slacode.source import Source


@dataclass(frozen=True)
class _Mark:
    at: Location
    message: str
    style: str
    sign: str

    @property
    def is_primary(self) -> bool:
        return self.sign == "^"


@dataclass(frozen=True)
class _Gutter:
    """The column of line numbers: its width in cells."""

    width: int
    color: bool

    def line(self, number: int | str, text: str) -> str:
        return f"{paint(f'{number:>{self.width}} |', 'frame', self.color)} {text}".rstrip()

    def arrow(self, sign: str, at: Location) -> str:
        return f"{' ' * self.width}{paint(sign, 'frame', self.color)} {clean(str(at))}"


def frames(d: Diagnostic, sources: Mapping[str, Source], color: bool) -> list[str]:
    """The lines that show a finding's places, file by file, its own first; none if it has no place."""
    marks = _marks(d)
    known = [mark.at.line for mark in marks if mark.at.path in sources]
    gutter = _Gutter(len(str(max(known, default=1))), color)
    lines: list[str] = []
    for path in dict.fromkeys(mark.at.path for mark in marks):
        here = [mark for mark in marks if mark.at.path == path]
        lines.append(gutter.arrow(":::" if lines else "-->", here[0].at))
        if path in sources:
            lines += [gutter.line("", ""), *_snippet(sources[path], here, gutter)]
        else:
            lines += [gutter.line("", clean(mark.message)) for mark in here if mark.message]
    if known:
        lines.append(gutter.line("", ""))
    return lines


def _marks(d: Diagnostic) -> list[_Mark]:
    first = [_Mark(d.at, d.label, d.severity.value, "^")] if d.at else []
    return first + [_Mark(label.at, label.message, "second", "-") for label in d.labels]


def _snippet(source: Source, marks: Iterable[_Mark], gutter: _Gutter) -> Iterator[str]:
    above = None
    for number, group in groupby(sorted(marks, key=_by_line), key=lambda mark: mark.at.line):
        if above is not None:
            yield from _between(source, above, number, gutter)
        line = source.line_text(number)
        for cluster in _clusters(list(group)):
            yield from _marked_line(line, cluster, gutter)
        above = number


def _by_line(mark: _Mark) -> tuple[int, bool, int]:
    return mark.at.line, not mark.is_primary, mark.at.column


def _between(source: Source, above: int, below: int, gutter: _Gutter) -> Iterator[str]:
    """What stands between two marked lines: nothing, the one line, or dots."""
    if below == above + 2:
        yield gutter.line(above + 1, excerpt(source.line_text(above + 1), 1, 1).text)
    elif below > above + 2:
        yield paint("...", "frame", gutter.color)


def _clusters(marks: list[_Mark]) -> Iterator[list[_Mark]]:
    """Marks of one line that can be shown together: all of them, unless the line is too long for that."""
    left = marks
    while left:
        near = [mark for mark in left if abs(mark.at.column - left[0].at.column) < LONGEST // 2]
        yield near
        left = [mark for mark in left if mark not in near]


def _marked_line(line: str, marks: list[_Mark], gutter: _Gutter) -> Iterator[str]:
    shown = excerpt(line, min(mark.at.column for mark in marks), max(_end(mark, line) for mark in marks))
    yield gutter.line(marks[0].at.line, shown.text)
    for mark in marks:
        start, end = shown.cell(mark.at.column), shown.cell(_end(mark, line))
        signs = mark.sign * max(end - start, 1)
        text = f"{signs} {clean(mark.message)}" if mark.message else signs
        yield gutter.line("", " " * start + paint(text, mark.style, gutter.color))


def _end(mark: _Mark, line: str) -> int:
    """The column after a mark; one that goes on over more lines is drawn to the end of its first."""
    return mark.at.end_column if mark.at.end_line == mark.at.line else len(line) + 1
