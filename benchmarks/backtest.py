"""Measures `slacode diff --log` on a large log against one evaluation of it, for changes that judge ever more anew.

    python -m benchmarks.backtest [--rows 1_000_000] [--runs 3]

Ratios of seconds of wall clock, and of all processors, are between the least of some runs of whole programs, which take
turns in one run: other work on the machine can only make one slower.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import tickets
from benchmarks.measuring import FINE, ROOT, slacode

TARGETS = 4
_HOURS = (
    ("mon-sun 06:00-22:00", "mon-sun 06:00-21:00"),
    ("08:00-12:00", "08:30-12:00"),
    ("calendar always = 24x7", "calendar always {\n  timezone UTC\n  open mon-sun 01:00-24:00\n}"),
)
_PAUSES = (
    ('pause  while status == "Awaiting user"', 'pause  while status in ("Awaiting user", assigned)'),
    ("  stop  when status != new\n", "  stop  when status != new\n  pause while priority == P4\n"),
    ("  stop  when status == closed\n", "  stop  when status == closed\n  pause while status == assigned\n"),
)
_STARTS = (
    ("start when status == new", "start when status in (new, assigned)"),
    ("start  when status == new", "start  when status in (new, assigned)"),
    ("start when status == resolved", "start when status in (resolved, closed)"),
)
_EXCLUSION = (("  hours office", '  hours office\n  exclude "Night" every sun 02:00-04:00'),)
# What is changed, from the least to the most that has to be judged once more.
CHANGES = {
    "a comment": (("sla desk {", "# nothing\nsla desk {"),),
    "the share of one row": (("P2: 90% within 2h", "P2: 91% within 2h"),),
    "the hours of a row each": _HOURS[:1],
    "an exclusion from all": _EXCLUSION,
    "the hours of every row": _HOURS,
    "the pauses of every clock": _PAUSES,
    "the start of every clock": _STARTS,
    "all of it at once": (*_HOURS, *_EXCLUSION, *_PAUSES, *_STARTS),
}
_AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as where slacode is installed."""

Seconds = tuple[float, float]
"""Of the wall clock, and of all processors."""


def once(command: Sequence[str]) -> Seconds:
    """The seconds of one run."""
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=_AS_INSTALLED)
    taken, after = time.perf_counter() - began, os.times()
    if done.returncode not in FINE:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    user, system = after.children_user - before.children_user, after.children_system - before.children_system
    return taken, user + system


def in_turns(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Seconds]:
    """The least of the seconds of each command, all run one after another in each round."""
    rounds = [{name: once(command) for name, command in commands.items()} for _ in range(runs)]
    return {name: (min(one[name][0] for one in rounds), min(one[name][1] for one in rounds)) for name in commands}


def commands(folder: Path) -> dict[str, Sequence[str]]:
    """One evaluation of the log, and a comparison of each change with it."""
    text, log = tickets.policy(TARGETS), f"tickets={folder / 'tickets.parquet'}"
    base = folder / "base.sla"
    base.write_text(text, encoding="utf-8")
    found = {"one evaluation": slacode("evaluate", str(base), "--log", log)}
    for number, (name, changes) in enumerate(CHANGES.items()):
        head = folder / f"head_{number}.sla"
        head.write_text(changed(text, changes), encoding="utf-8")
        found[name] = slacode("diff", str(base), str(head), "--log", log, "--fail-on", "never")
    return found


def changed(text: str, changes: Sequence[tuple[str, str]]) -> str:
    """A text of which some parts are others, wherever they stand."""
    for before, after in changes:
        assert before in text, f"the policy that is measured does not say `{before}`"
        text = text.replace(before, after)
    return text


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="slacode-benchmarks-") as name:
        folder = Path(name)
        tickets.write(folder / "tickets.parquet", given.rows)
        found = in_turns(commands(folder), given.runs)
    wall, processors = found["one evaluation"]
    print(f"{given.rows:,} rows, {TARGETS} targets{'seconds':>16}{'x':>7}{'processors':>13}{'x':>7}")
    for name, (taken, spent) in found.items():
        print(f"{name:<28}{taken:>14.2f}{taken / wall:>7.2f}{spent:>13.2f}{spent / processors:>7.2f}")


if __name__ == "__main__":
    main()
