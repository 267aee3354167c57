"""Stops the same evaluation in many ways and prints, as JSON, what each left behind.

`python -m tests.faults.interrupting FOLDER` does so beside the policies and logs of a folder, in which an earlier
evaluation has written its outputs. Each run is a fork of one process that has loaded everything and started nothing.
"""

import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow.parquet  # noqa: F401 - all that a run would load, as far as it starts nothing

import slacode.engine.evaluate.run
import slacode.evidence.writing
import slacode.reports.cases.csv
import slacode.reports.evaluation.text  # noqa: F401
from slacode.cli.main import cli
from slacode.engine.logs.zones import offsets
from slacode.project import load

OUTPUTS = ("cases.csv", "report.json", "evidence")
ARGUMENTS = (
    *("evaluate", "--period", "2026-01", "--as-of", "2026-02-28", "--cases", "cases.csv"),
    *("--report", "json", "report.json"),
)
EVIDENCE = "--evidence", "evidence"
"""Without it the cases are written while they are judged."""
STEPS = ("replace", "rename")
"""The calls of `os` that make an output appear."""
INPUTS = ("policies", "old.csv", "new.csv")

BEFORE = Path("../before")

Content = dict[str, bytes] | None


def content_of(path: Path) -> Content:
    """The bytes of a file or of all files of a folder, None if it is not there."""
    if path.is_dir():
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    return {"": path.read_bytes()} if path.exists() else None


def outputs() -> tuple[Content, ...]:
    """All outputs as they are."""
    return tuple(content_of(Path(name)) for name in OUTPUTS)


def forked(log: str, before: Callable[[], None] = lambda: None, more: tuple[str, ...] = EVIDENCE) -> int:
    """Begin an evaluation in a process of its own; gives the process."""
    child = os.fork()
    if child:
        return child
    nowhere, errors = os.open(os.devnull, os.O_WRONLY), os.open("../errors.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(nowhere, 1)
    os.dup2(errors, 2)
    before()
    try:
        cli.main([*ARGUMENTS, *more, "--log", f"tickets={log}"], prog_name="slacode")
    except SystemExit as end:
        sys.stderr.flush()
        os._exit(int(end.code or 0))
    os._exit(99)


def ended(child: int) -> int:
    """The exit code of a process, less than 0 for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at_call(number: int) -> None:
    """Have this process killed before its call of that number of those that make outputs appear."""
    calls = iter(range(1, number))

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            if next(calls, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


def keep() -> None:
    """Keep the outputs as those of before."""
    BEFORE.mkdir()
    for name in OUTPUTS:
        copied(Path(name), BEFORE / name)


def restored() -> None:
    """Put the outputs of before back, and nothing else beside them."""
    for path in Path().iterdir():
        if path.is_dir() and path.name not in INPUTS:
            shutil.rmtree(path)
        elif path.name not in INPUTS:
            path.unlink()
    for name in OUTPUTS:
        copied(BEFORE / name, Path(name))


def copied(path: Path, target: Path) -> None:
    """Copy a file or a folder."""
    (shutil.copytree if path.is_dir() else shutil.copy)(path, target)


Stop = tuple[str, int, list[str], str]
"""The way to stop, how the run ended, how each output is (`old`, `new`, `none` or `half`), and what was said."""


def told(way: str, code: int, old: tuple[Content, ...], new: tuple[Content, ...]) -> Stop:
    """What a run left behind, which must be outputs or hidden."""
    unknown = [path.name for path in Path().iterdir() if path.name[0] != "." and path.name not in (*OUTPUTS, *INPUTS)]
    assert not unknown, unknown
    states = [
        "none" if now is None else "old" if now == was else "new" if now == will else "half"
        for was, will, now in zip(old, new, outputs(), strict=True)
    ]
    return way, code, states, Path("../errors.txt").read_text(encoding="utf-8")


def runs(usual: float) -> Iterator[tuple[str, int]]:
    """Runs that were stopped, each over the outputs of before: at random moments, at each step, for lack of room."""
    chance = random.Random(1)
    for _ in range(20):
        restored()
        child = forked("new.csv")
        time.sleep(chance.uniform(0, usual))
        os.kill(child, signal.SIGKILL)
        yield "moment", ended(child)
        restored()
        child = forked("new.csv", more=())
        time.sleep(chance.uniform(0, usual))
        os.kill(child, signal.SIGKILL)
        yield "moment while cases are written", ended(child)
    for way, more in (("step", EVIDENCE), ("step while cases are written", ())):
        code, number = -signal.SIGKILL, 0
        while code == -signal.SIGKILL:
            number += 1
            restored()
            code = ended(forked("new.csv", partial(kill_at_call, number), more))
            yield way, code
    for size in (1_000, 6_000, 20_000):
        restored()
        yield "size", ended(forked("new.csv", partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))))
    restored()
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (300, 300))
    yield "size while cases are written", ended(forked("new.csv", limit, ()))


def main(folder: str) -> None:
    """Make the outputs of before, those that a run to the end makes, and stop runs in between."""
    os.chdir(folder)
    load("policies")  # the grammar is built once, and so are the changes of the clocks
    offsets("Europe/Berlin")
    assert ended(forked("old.csv")) == 1
    old = outputs()
    keep()
    began = time.monotonic()
    assert ended(forked("new.csv")) == 1
    usual = time.monotonic() - began
    new = outputs()
    assert all(was not in (None, will) for was, will in zip(old, new, strict=True))
    json.dump([told(way, code, old, new) for way, code in runs(usual)], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
