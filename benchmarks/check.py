"""Measures `slacode check` against the bare Lark parse of the same text, as functions and as whole processes.

    python -m benchmarks.check [--agreements 1000] [--grammar OTHER.lark] [--folder POLICIES]

Each figure is the best of some runs: the machine's other work can only make one slower.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lark import Lark

from benchmarks.policies import write
from slacode.grammar.parser import parse_file
from slacode.project import check, compile_sources
from slacode.source import Source, read_sources

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
BARE = """\
import sys
from pathlib import Path
from lark import Lark
parser = Lark(Path(sys.argv[1]).read_text(encoding="utf-8"), parser="lalr")
for path in Path(sys.argv[2]).rglob("*.sla"):
    parser.parse(path.read_text(encoding="utf-8"))
"""


def best(run: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The least wall-clock time of some runs, in seconds."""
    times = []
    for _ in range(RUNS):
        before()
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def as_functions(folder: Path, grammars: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Parsing and checking in this process, once everything is loaded."""
    sources, _ = read_sources([folder])
    parsers = {name: Lark(grammar, parser="lalr") for name, grammar in grammars.items()}
    parse_file("")
    for name, parser in parsers.items():
        yield f"bare Lark, {name}", best(lambda p=parser: [p.parse(source.text) for source in sources])
    yield "text to tree", best(lambda: [parse_file(source.text) for source in sources])
    yield "text to model", best(lambda: compile_sources(sources))
    yield "text to findings", best(lambda: findings(sources))


def findings(sources: list[Source]) -> None:
    """Check as the command does; what cannot be understood is no set to measure with."""
    policy = compile_sources(sources).policy
    assert policy is not None
    check(policy)


def as_processes(folder: Path, grammars: dict[str, Path]) -> Iterator[tuple[str, float]]:
    """Whole programs, the start of Python included."""
    with working_folder() as here:
        for name, path in grammars.items():
            yield f"bare Lark, {name}", best(lambda p=path: python("-c", BARE, str(p), str(folder)))
        command = ("-m", "slacode", "check", str(folder))
        yield "check --no-cache", best(lambda: python(*command, "--no-cache"))
        cache = here / "cache"
        forget = lambda: shutil.rmtree(cache, ignore_errors=True)  # noqa: E731
        yield "check, first", best(lambda: python(*command, cache=cache), before=forget)
        yield "check, again", best(lambda: python(*command, cache=cache))


def python(*arguments: str, cache: Path | None = None) -> None:
    """Run Python, on modules that are compiled as where they are installed; findings are no failure."""
    settings = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "", "SLACODE_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, *arguments], env=os.environ | settings, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()


@contextmanager
def working_folder() -> Iterator[Path]:
    """An empty folder for as long as it is needed."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def show(title: str, rows: Iterator[tuple[str, float]]) -> dict[str, float]:
    """Print rows as they come, each against the first."""
    print(f"\n{title:28} {'seconds':>9} {'x bare':>8}")
    times: dict[str, float] = {}
    for name, seconds in rows:
        times[name] = seconds
        print(f"{name:28} {seconds:9.3f} {seconds / next(iter(times.values())):8.2f}", flush=True)
    return times


def main() -> None:
    """Print the two tables and what follows from them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--agreements", type=int, default=1000)
    parser.add_argument("--grammar", type=Path, help="another grammar of the same language to parse with")
    parser.add_argument("--folder", type=Path, help="measure with these policies instead of made ones")
    given = parser.parse_args()
    own = ROOT / "slacode" / "grammar" / "slacode.lark"
    grammars = {own.name: own} | ({given.grammar.name: given.grammar} if given.grammar else {})
    with working_folder() as made:
        folder = given.folder or made
        if given.folder is None:
            write(made, given.agreements)
        sources, _ = read_sources([folder])
        print(f"{len(sources):,} files, {sum(len(source.text) for source in sources):,} characters")
        show("as functions", as_functions(folder, {name: path.read_text("utf-8") for name, path in grammars.items()}))
        times = show("as processes", as_processes(folder, grammars))
    print(f"\nthe second run takes {times['check, again'] / times['check, first']:.2f} of the first")


if __name__ == "__main__":
    main()
