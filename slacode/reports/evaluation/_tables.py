"""Tables as terminals show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def new_table(columns: Iterable[tuple[str, bool]]) -> Table:
    """A table without rows; each column comes with whether it is flush right, and only promises are broken."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    for name, right in columns:
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "promise", overflow="fold")
    return table
