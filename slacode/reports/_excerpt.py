"""The part of a line that is shown above its marks, and the terminal cells at which its characters stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# A longer line is cut around the place, in code points.
LONGEST = 160
BEFORE = 40
TAB = 4

# What would move the cursor or turn the direction of writing is shown as the replacement character.
_STEERING = frozenset("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Text that is safe to show on one line of a terminal."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in _STEERING or unicodedata.category(character) in ("Cc", "Cs"):
        return " " if character in "\t\n" else "\ufffd"
    return character


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown, and the cells at which its characters, from `start` (from 0) on, begin; then its end."""

    text: str
    start: int
    stops: tuple[int, ...]

    def cell(self, column: int) -> int:
        """The cell (from 0) of a column (from 1); columns that are cut off count as the nearest that is not."""
        return self.stops[min(max(column - 1 - self.start, 0), len(self.stops) - 1)]


def excerpt(line: str, first: int, last: int) -> Excerpt:
    """The line, or what of it surrounds the columns `first` to `last` (from 1) if it is too long to show."""
    if len(line) <= LONGEST:
        start, end = 0, len(line)
    else:
        start = max(min(first - 1 - BEFORE, len(line) - LONGEST), 0)
        end = max(start + LONGEST, min(last, start + 2 * LONGEST))
    before, after = "…" if start > 0 else "", "…" if end < len(line) else ""
    shown = [before]
    stops = [len(before)]
    for character in line[start:end]:
        piece = " " * (TAB - stops[-1] % TAB) if character == "\t" else _visible(character)
        shown.append(piece)
        stops.append(stops[-1] + cells(piece))
    return Excerpt("".join(shown) + after, start, tuple(stops))
