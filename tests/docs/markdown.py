"""Takes the executable parts out of a Markdown page: fenced blocks and tables, each with the section it stands in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_HEADING = re.compile(r"#{2,3} (\d+(?:\.\d+)?)\.? ")


@dataclass(frozen=True)
class Block:
    """A fenced block: `info` is what stands after the backticks."""

    section: str
    line: int
    info: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.section} line {self.line}"


@dataclass(frozen=True)
class Table:
    """A table: its head, and its rows as records of it."""

    section: str
    line: int
    head: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def parts_of(path: Path) -> list[Block | Table]:
    """The blocks and tables of a page, in order."""
    return list(_parts(path.read_text(encoding="utf-8").splitlines()))


def sections_of(path: Path) -> list[str]:
    """The numbers of a page's sections and paragraphs, in order."""
    found = (_HEADING.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [heading[1] for heading in found if heading]


def _parts(lines: list[str]) -> Iterator[Block | Table]:
    section, number = "", 0
    while number < len(lines):
        line = lines[number]
        if heading := _HEADING.match(line):
            section = heading[1]
        if line.startswith("```"):
            end = lines.index("```", number + 1)
            yield Block(section, number + 1, line[3:].strip(), "\n".join(lines[number + 1 : end]) + "\n")
            number = end
        elif line.startswith("|") and lines[number + 1].startswith("|-"):
            end = next((n for n in range(number, len(lines)) if not lines[n].startswith("|")), len(lines))
            yield _table(section, number + 1, lines[number:end])
            number = end - 1
        number += 1


def _table(section: str, line: int, lines: list[str]) -> Table:
    head, _, *rows = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in lines]
    return Table(section, line, head, tuple(dict(zip(head, row, strict=True)) for row in rows))
