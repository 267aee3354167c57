"""Measures how long commands take that have next to nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.desk import Desk
from benchmarks.measuring import python, side_by_side, slacode

NOTHING = "python -c pass"


def small_commands(folder: Path, runs: int) -> Iterator[tuple[str, ...]]:
    """Each command in milliseconds, and as a multiple of a Python that does nothing."""
    desk = Desk.made(folder / "small", 10_000)
    policy = str(desk.policy(4))
    found = side_by_side(
        {
            NOTHING: python("-c", "pass"),
            "slacode --help": slacode("--help"),
            "slacode fmt --check, one file": slacode("fmt", "--check", policy),
            "slacode check, one file": slacode("check", policy),
            "slacode evaluate, 10,000 rows": desk.evaluate(),
        },
        runs,
    )
    for name, measured in found.items():
        yield name, f"{measured.best * 1000:.0f}", f"{measured.best / found[NOTHING].best:.1f}"
