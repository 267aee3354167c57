"""Tables of many short lines: written as they are where they fit the page, since laying out every cell takes its time;
else rich lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacode.reports._paint import STYLES
from slacode.reports.evaluation._tables import new_table

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

_Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """A table: its headings, each with whether its column is flush right, and its lines; a line is cells, each a text
    and one of `STYLES` or none, and whether a section ends after it."""

    headings: Sequence[tuple[str, bool]]
    lines: Sequence[tuple[Sequence[_Cell], bool]]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType | Segment]:
        columns = [[name, *(cells[at][0] for cells, _ in self.lines)] for at, (name, _) in enumerate(self.headings)]
        widths = [max(map(_width, column)) for column in columns]
        fits = sum(widths) + 3 * len(widths) + 1 <= options.max_width
        if fits and not any("\n" in text for column in columns for text in column):
            yield from self._segments(widths)
        else:
            yield self._laid_out()

    def _segments(self, widths: Sequence[int]) -> Iterator[Segment]:
        from rich.segment import Segment

        rule = f"\n {'─' * (sum(widths) + 3 * len(widths) - 1)}\n"
        yield Segment.line()
        yield from self._line([(name, "strong") for name, _ in self.headings], widths)
        yield Segment(rule)
        for cells, ends in self.lines:
            yield from self._line(cells, widths)
            yield Segment("\n\n" if ends else "\n")
        yield Segment.line()

    def _line(self, cells: Iterable[_Cell], widths: Iterable[int]) -> Iterator[Segment]:
        from rich.segment import Segment
        from rich.style import Style

        plain = "  "
        for (text, style), width, (_, right) in zip(cells, widths, self.headings, strict=True):
            space = " " * (width - _width(text))
            before, after = (space, "   ") if right else ("", f"{space}   ")
            if style:
                yield Segment(plain + before)
                yield Segment(text, Style.parse(STYLES[style]))
                plain = after
            else:
                plain += before + text + after
        yield Segment(plain.rstrip())

    def _laid_out(self) -> RenderableType:
        from rich.text import Text

        table = new_table(self.headings)
        for cells, ends in self.lines:
            table.add_row(*(Text(text, style=STYLES.get(style, "")) for text, style in cells), end_section=ends)
        return table


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
