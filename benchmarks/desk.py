"""Measures `slacode evaluate` on a service desk's log against the floors, as it grows, and with more targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import tickets
from benchmarks.measuring import Measured, python, side_by_side, slacode

Row = tuple[str, ...]

SCAN, ORDER = "data engine: scan and flags", "data engine: scan, flags, order"
JUDGED, LISTED, MANY = "slacode: 4 targets", "slacode: 4 targets, cases as Parquet", "slacode: 20 targets"


@dataclass(frozen=True, slots=True)
class Desk:
    """A log and its policies, in a folder of their own."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, rows: int, *, shuffled: bool = False) -> Desk:
        """Write a log of about so many rows."""
        desk = cls(folder)
        tickets.write(desk.log, rows, shuffled=shuffled)
        for targets in (4, 20):
            desk.policy(targets).write_text(tickets.policy(targets), encoding="utf-8")
        return desk

    @property
    def log(self) -> Path:
        """The log."""
        return self.folder / "tickets.parquet"

    def policy(self, targets: int) -> Path:
        """The policy with so many targets."""
        return self.folder / f"desk-{targets}.sla"

    def evaluate(self, targets: int = 4, *options: str) -> list[str]:
        """The command that judges the log."""
        return slacode("evaluate", str(self.policy(targets)), "--log", f"tickets={self.log}", *options)

    def floor(self, query: str) -> list[str]:
        """The command that does the least."""
        return python("-m", "benchmarks.floors", query, str(self.log))


def against_floors(desk: Desk, runs: int) -> Iterator[Row]:
    """Each program in seconds, as a multiple of the floor that orders rows, and with its memory."""
    cases = desk.folder / "cases.parquet"
    found = side_by_side(
        {
            SCAN: desk.floor("scan"),
            ORDER: desk.floor("order"),
            JUDGED: desk.evaluate(),
            LISTED: desk.evaluate(4, "--cases", str(cases)),
            MANY: desk.evaluate(20),
        },
        runs,
    )
    cases.unlink()
    for name, measured in found.items():
        yield name, *told(measured), f"{measured.best / found[ORDER].best:.2f}"


def growing(folder: Path, sizes: list[int], runs: int) -> Iterator[Row]:
    """Logs of several sizes: time a million rows, and memory, with a limit and without."""
    for size in sizes:
        desk = Desk.made(folder / str(size), size)
        found = side_by_side(
            {
                ORDER: desk.floor("order"),
                JUDGED: desk.evaluate(),
                "512 MB": desk.evaluate(4, "--memory-limit", "512MB"),
            },
            runs,
        )
        judged, bound, floor = found[JUDGED], found["512 MB"], found[ORDER]
        desk.log.unlink()
        yield (
            f"{size / 1e6:g} M",
            *told(judged),
            f"{judged.best / size * 1e6:.3f}",
            f"{judged.best / floor.best:.2f}",
            *told(bound),
        )


def told(measured: Measured) -> tuple[str, str]:
    """Seconds and megabytes."""
    return f"{measured.best:.2f}", f"{measured.memory / 1e6:,.0f}"
