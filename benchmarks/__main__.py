"""Every measurement in one command, as tables; each ratio is from one run.

    python -m benchmarks [--rows 2_000_000] [--runs 3] [--only floors] [--sizes 100_000,1_000_000]

Times are the least of some runs of whole programs, the start of Python included: other work on the machine can only
make one slower. Logs are written into a folder that goes away.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import desk, libraries, rivals, start

Rows = Iterator[tuple[str, ...]]


def floors(folder: Path, given: argparse.Namespace) -> tuple[str, list[str], Rows]:
    made = desk.Desk.made(folder / "floors", given.rows)
    title = f"A log of {given.rows:,} rows against the floors"
    return title, ["", "seconds", "MB", "x floor"], desk.against_floors(made, given.runs)


def scaling(folder: Path, given: argparse.Namespace) -> tuple[str, list[str], Rows]:
    columns = ["rows", "seconds", "MB", "s a million", "x floor", "s within 512 MB", "MB"]
    return "Logs that grow", columns, desk.growing(folder, given.sizes, given.runs)


def others(folder: Path, given: argparse.Namespace) -> tuple[str, list[str], Rows]:
    title, columns = "The same four clocks by hand", ["", "seconds", "MB", "x slacode", "same due instants"]
    return f"{title}, {given.rows:,} rows", columns, rivals.compared(folder, given.rows, given.runs)


def business_time(_folder: Path, given: argparse.Namespace) -> tuple[str, list[str], Rows]:
    columns = ["library", "cases a second", "overnight", "clock change", "holidays", "pauses", "to the microsecond"]
    return "Counted time of single cases", columns, libraries.compared(given.cases)


def starting(folder: Path, given: argparse.Namespace) -> tuple[str, list[str], Rows]:
    return "Small commands", ["", "milliseconds", "x python"], start.small_commands(folder, max(5, given.runs))


SECTIONS: dict[str, Callable[[Path, argparse.Namespace], tuple[str, list[str], Rows]]] = {
    "start": starting,
    "floors": floors,
    "rivals": others,
    "libraries": business_time,
    "scaling": scaling,
}


def sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000, help="of the log that is measured against others")
    parser.add_argument("--sizes", type=sizes, default=[100_000, 1_000_000, 5_000_000], help="of logs that grow")
    parser.add_argument("--cases", type=int, default=2_000, help="for the libraries")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="some of the tables")
    given = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 120)
    with tempfile.TemporaryDirectory(prefix="slacode-benchmarks-") as folder:
        for name in given.only or SECTIONS:
            title, columns, rows = SECTIONS[name](Path(folder), given)
            table = Table(title=title, title_justify="left")
            for place, column in enumerate(columns):
                table.add_column(column, justify="right" if place else "left")
            for row in rows:
                table.add_row(*row)
            console.print(table)


if __name__ == "__main__":
    main()
