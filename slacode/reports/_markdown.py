"""Text as Markdown, so that nobody's words are taken for its signs, and tables of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from slacode.reports._excerpt import clean

if TYPE_CHECKING:
    from rich.table import Table

_CODE = re.compile(r"(`[^`]+`)")
# An underscore inside a word is no sign.
_SIGNS = re.compile(r"([\\`*\[\]<>#&~$]|(?<![^\W_])_|_(?![^\W_]))")


def inline(text: str) -> str:
    """A line of a message: what stands in backticks is code, all else is what it says and mentions nobody."""
    parts = _CODE.split(clean(text))
    return "".join(part if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    # Behind an invisible space a name after `@` is no name of an account.
    return _SIGNS.sub(r"\\\1", text).replace("@", "@\u200b")


def code(text: str) -> str:
    """Text as code, whatever backticks it holds."""
    shown = clean(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[:1] == "`" or shown[-1:] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(text: str) -> str:
    """Lines as they are, in a block of code."""
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[str] = ()) -> str:
    """A table of cells that are Markdown already; the columns in `right` are flush right."""
    marks = ["--:" if heading in right else "---" for heading in headings]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in (headings, marks, *rows))


def drawn(shown: Table) -> str:
    """A table that is drawn on terminals too."""
    rows = zip(*([inline(str(cell)) for cell in column.cells] for column in shown.columns), strict=True)
    right = [str(column.header) for column in shown.columns if column.justify == "right"]
    return table([str(column.header) for column in shown.columns], rows, right)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def details(summary: str, content: str) -> str:
    """What is seen once the reader opens it."""
    return f"<details>\n<summary>{summary}</summary>\n\n{content.rstrip()}\n\n</details>\n"
