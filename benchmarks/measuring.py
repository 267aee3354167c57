"""Whole programs and how long they take and how much memory they need, side by side in one run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
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
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        most = 0
        while process.poll() is None:
            most = max(most, _most_memory(process.pid))
            time.sleep(0.002 if time.perf_counter() - began < 1 else 0.02)
        taken = time.perf_counter() - began
        if process.returncode not in FINE:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.read().decode()}")
    return taken, most


def _most_memory(pid: int) -> int:
    """The most memory that a process has taken so far, in bytes; what the system says at its end counts this one's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
