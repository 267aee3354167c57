"""Whole programs and how long they take and how much memory they need, side by side in one run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FINE = (0, 1, 3)
"""How a command of slacode ends that was carried out, whatever it found."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of one program: seconds of wall clock, and the most memory that any took, in bytes."""

    seconds: tuple[float, ...]
    memory: int

    @property
    def best(self) -> float:
        """The least time: other work on the machine can only make a run slower."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The time in the middle."""
        return statistics.median(self.seconds)


def python(*arguments: str) -> list[str]:
    """A command for this Python."""
    return [sys.executable, *arguments]


def slacode(*arguments: str) -> list[str]:
    """A command of slacode."""
    return python("-m", "slacode", *arguments)


def side_by_side(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Measured]:
    """Run each command so many times, one round after another, so that all meet the same weather."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    memory = dict.fromkeys(commands, 0)
    for _ in range(runs):
        for name, command in commands.items():
            taken, most = once(command)
            seconds[name].append(taken)
            memory[name] = max(memory[name], most)
    return {name: Measured(tuple(seconds[name]), memory[name]) for name in commands}


def once(command: Sequence[str]) -> tuple[float, int]:
    """The seconds and the bytes of one run."""
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    taken = time.perf_counter() - began
    if process.returncode not in FINE:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()}")
    return taken, usage.ru_maxrss * 1024
