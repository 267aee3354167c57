"""The spine, to be read first: read, parse, lower, graph, check, each a function that gives its errors back."""

from __future__ import annotations

import datetime as dt
import gc
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from slacode.diagnostics import Diagnostic, PolicyError, sort_key
from slacode.engine.model.policy import PolicyModel
from slacode.ground.side_by_side import both
from slacode.source import Source, read_sources

if TYPE_CHECKING:
    import networkx as nx
    from pyspark.sql import SparkSession

    from slacode.engine.calendar.public import PublicCalendar
    from slacode.engine.diff import Comparison
    from slacode.engine.evaluate.backtest.record import Backtest
    from slacode.engine.evaluate.logs import Files
    from slacode.engine.evaluate.options import Options
    from slacode.engine.evaluate.result import Result
    from slacode.engine.testing.record import TestReport
    from slacode.engine.trace.node import TraceNode
    from slacode.engine.whatif import Outcome
    from slacode.grammar import tree

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
Read = Callable[[Source], "tuple[tree.File, list[Diagnostic]]"]

_SMALL = 1 << 18
"""Texts of fewer characters come back from another process more quickly than they are read."""

_DECLARED = re.compile(
    r"^[ \t]*(?:provider|customer|supplier|team|calendar|log|metric|service|sla|ola|uc|terms|objective)[ \t]+(\w+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Policy:
    """A policy set that was understood (language reference, 2.3): its texts and its model; all else follows from them.

    Made by `load`. It never changes, and can be shared between threads and runs.
    """

    sources: tuple[Source, ...]
    model: PolicyModel

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """Everything declared and how it hangs together, a `networkx.DiGraph`; docs/graph.md describes its nodes, edges
        and attributes."""
        from slacode.engine.graph import build_graph

        return build_graph(self.model)

    def calendar(self, name: str) -> PublicCalendar:
        """A calendar by its name (language reference, 3); one with no time zone of its own is read in UTC.

        Raises `KeyError` if there is none of that name.
        """
        from slacode.engine.calendar.compiling import compile_calendar
        from slacode.engine.calendar.public import PublicCalendar

        return PublicCalendar(compile_calendar(name, {calendar.name: calendar for calendar in self.model.calendars}))

    def trace(self, ref: str) -> TraceNode | tuple[TraceNode, ...]:
        """What a promise rests on: see `slacode.trace`."""
        return trace(self, ref)


@dataclass(frozen=True)
class Compiled:
    """What became of a policy set: the policy, unless its text, syntax, names or types are wrong, and what is wrong."""

    sources: tuple[Source, ...]
    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]


def compile_set(
    paths: Sequence[str | os.PathLike[str]], stdin_filename: str = "-", meanwhile: Callable[[], object] | None = None
) -> Compiled:
    """Read, parse, lower: every error of every file in one go. `meanwhile` is done too, beside it where it pays."""
    sources, unreadable = read_sources(paths, stdin_filename)
    compiling = partial(compile_sources, sources, bool(unreadable))
    if meanwhile is None:
        compiled = compiling()
    elif sum(len(source.text) for source in sources) < _SMALL:
        _, compiled = both(meanwhile, compiling)
    else:
        meanwhile()
        compiled = compiling()
    if not unreadable:
        return compiled
    return Compiled(compiled.sources, None, tuple(sorted([*unreadable, *compiled.diagnostics], key=sort_key)))


def compile_sources(sources: Sequence[Source], some_unread: bool = False, read: Read | None = None) -> Compiled:
    """Parse and lower texts. Where `some_unread`, a name may be declared in what could not be read: it is not told.

    `read` is what parses: who keeps trees need not have them made anew.
    """
    from slacode.engine.lower import lower
    from slacode.grammar.reading import parse

    read = read or parse
    with without_collection():
        parsed = [(source, *read(source)) for source in sources]
        mistakes = [mistake for _, _, found in parsed for mistake in found]
        broken = {name for source, _, found in parsed if found for name in _DECLARED.findall(source.text)}
        model, errors = lower([(source, file) for source, file, _ in parsed], broken)
    told = [error for error in errors if not (some_unread and error.check == "unknown-name")]
    diagnostics = sorted([*mistakes, *told], key=sort_key)
    policy = None if mistakes or errors else Policy(tuple(sources), model)
    return Compiled(tuple(sources), policy, tuple(diagnostics))


@contextmanager
def without_collection() -> Iterator[None]:
    """Look for no garbage: trees, models and findings hold no circles, and to look for some takes half the time.

    Nor is it looked for soon afterwards: what was made counts as old then.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


def load(paths: Paths) -> Policy:
    """Load a policy set from a path, or from several: files, and folders with all `.sla` files below them.

    Language reference, 2.3. Raises `PolicyError` with all diagnostics of unreadable text, syntax, names and types; what
    `check` finds in a policy that is understood never stops it from being loaded.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    compiled = compile_set(given)
    if compiled.policy is None:
        raise PolicyError(compiled.diagnostics, compiled.sources)
    return compiled.policy


def check(policy: Policy, *, as_of: dt.date | None = None) -> list[Diagnostic]:
    """Every finding of every check, ordered by path, line, column, name and message; it raises nothing.

    What a comment in the policy allows is among them, with `allowed` set. `as_of` is today, a local date of each
    agreement; without it nothing that depends on the date is raised (language reference, 9).
    """
    from slacode.allowances import with_allowances
    from slacode.engine.checks import judging, names, run_checks

    with without_collection():
        found = run_checks(policy.model, as_of)
    return sorted(with_allowances(found, policy.sources, as_of, judging, names), key=sort_key)


def what_if(policy: Policy, changes: Sequence[str], *, as_of: dt.date | None = None) -> Outcome:
    """What would become of a policy if some of its agreements said something else; no file is touched.

    A change is written as for `slacode whatif`: `network_ola.repair[P1]=3h`, `shop.hours=office`, `drop hostco_uc`.
    Raises `PolicyError` for one that cannot be understood or made.
    """
    from slacode.engine.whatif import read_changes
    from slacode.engine.whatif import what_if as compare

    read = read_changes(changes)
    return compare(policy.model, read, lambda model: check(Policy(policy.sources, model), as_of=as_of))


def diff(
    base: Policy | Paths,
    head: Policy | Paths,
    *,
    as_of: dt.date | None = None,
    logs: Files | None = None,
    periods: str | None = None,
    options: Options | None = None,
) -> Comparison:
    """What changed between two policies, for whom, and what it does to the proofs (docs/diff.md).

    Each side is a policy, or files and folders to load one from. A change to what is in force on or before the local
    date `as_of` (default: today, in UTC) is retroactive. With `logs` or `periods`, as for `evaluate`, both sides are
    judged by the same events, up to the end of `as_of` if it is given: `backtest` of what is returned. `options` say
    how logs are read. Raises `PolicyError` for a side that cannot be understood, or judged.
    """
    before, after = (side if isinstance(side, Policy) else load(side) for side in (base, head))
    today = as_of or dt.datetime.now(dt.UTC).date()

    texts = [sorted(source.text for source in side.sources) for side in (before, after)]

    def checked(side: Policy) -> Callable[[PolicyModel], list[Diagnostic]]:
        """What is found; of the same texts nothing that the other side has not."""
        return lambda model: [] if texts[0] == texts[1] else check(Policy(side.sources, model), as_of=as_of)

    def compared() -> Comparison:
        from slacode.engine.diff.whole import compare

        return compare(before.model, after.model, today, (checked(before), checked(after)))

    def tested() -> Backtest:
        from slacode.engine.evaluate.backtest.run import backtest
        from slacode.engine.evaluate.options import DEFAULTS

        chosen = options or DEFAULTS
        return backtest(before.model, after.model, logs=logs or {}, as_of=as_of, periods=periods, options=chosen)

    if logs is None and periods is None:
        return compared()
    found, comparison = both(tested, compared)
    return replace(comparison, backtest=found)


def evaluate(  # noqa: PLR0913 - by name, and most are left out
    policy: Policy,
    logs: Files | None = None,
    *,
    as_of: dt.datetime | dt.date | str | None = None,
    periods: str | None = None,
    select: Iterable[str] = (),
    warn_at: Iterable[Decimal | int] | None = None,
    spark: SparkSession | str | None = None,
    options: Options | None = None,
) -> Result:
    """Judge the promises of a policy by its logs.

    `logs` gives the file or files of each log by its name, as paths or patterns; one that is not given is read from
    where the policy says (language reference, 4.1). Nothing after `as_of` is seen (default: the last instant of the
    logs): a datetime, a date, which means its end, or either as a text in ISO 8601; without an offset it is read in the
    zone that all judged agreements share, else in UTC (5.3). `periods` is a period such as `2026-Q1`, or two as in
    `2026-01..2026-03` (6.5); `select` holds references to agreements, targets or rows (2.3). `warn_at` asks for what is
    ahead: the shares of an allowance, in percent, from which an open case is worth a warning. `spark` is a session, or
    the address of a master such as `local[2]`, to judge on Apache Spark instead of here; `options` say how logs are
    read.

    Instants of the result are integers, microseconds since 1970 in UTC, durations microseconds, figures exact decimals
    or fractions. What cannot be judged is told in the result. Raises `PolicyError` for a log, reference, period or
    instant that is none, and for a log that cannot be read.
    """
    from slacode.engine.evaluate import run
    from slacode.engine.evaluate.ahead.glance import look_from
    from slacode.engine.evaluate.options import DEFAULTS

    sha256 = run.digest_of(source.text for source in policy.sources)
    options = options or DEFAULTS
    if warn_at is not None:
        options = replace(options, look=look_from(warn_at))
    if spark is not None:
        options = replace(options, spark=spark)
    return run.evaluate(
        policy.model,
        logs=logs or {},
        as_of=as_of,
        periods=periods,
        select=select,
        policy_sha256=sha256,
        options=options,
    )


def run_tests(policy: Policy, select: Iterable[str] = (), *, cover: bool = False) -> TestReport:
    """Run the tests that stand in a policy set (language reference, 10).

    `select` holds parts of titles, or references that tests expect something of; `cover` asks what of the policy they
    exercise. Raises `PolicyError` for tests that can say nothing.
    """
    from slacode.engine.testing import run
    from slacode.engine.testing.select import select as selected

    checked = cache(lambda today: check(policy, as_of=today))
    return run.run_tests(policy.model, selected(policy.model.tests, select), checked, cover=cover)


def write_test(
    policy: Policy,
    log: str,
    case: str,
    refs: Sequence[str] = (),
    *,
    logs: Files,
    as_of: dt.datetime | dt.date | str | None = None,
    options: Options | None = None,
) -> str:
    """The text of a test that holds what became of a real case, laid out, which passes on this policy.

    `refs` name the targets that judge it (default: all that do). Raises `PolicyError`.
    """
    from slacode.engine.evaluate.options import DEFAULTS
    from slacode.engine.evaluate.result import EvaluationError
    from slacode.engine.testing.from_log import written_test
    from slacode.grammar.printer import format_text

    said = written_test(policy.model, log, case, refs, logs=logs, as_of=as_of, options=options or DEFAULTS)
    text = format_text(said, f"{case} as it was logged")
    made = compile_sources([*policy.sources, Source("the new test", text)])
    if made.policy is None:
        raise PolicyError(made.diagnostics, made.sources)
    (outcome,) = run_tests(Policy(made.sources, _with_tests(made.policy.model, policy.model))).tests
    if outcome.status != "passed":
        wrong = "; ".join(f"{one.text}: got {one.got}" for one in outcome.outcomes if one.status != "passed")
        raise EvaluationError.saying(f"case `{case}` cannot be retold by its rows alone: {wrong}")
    return text


def _with_tests(model: PolicyModel, before: PolicyModel) -> PolicyModel:
    """A model with only those tests that another one does not have."""
    return model.model_copy(update={"tests": tuple(test for test in model.tests if test not in before.tests)})


def trace(policy: Policy, ref: str) -> TraceNode | tuple[TraceNode, ...]:
    """What a promise rests on, down to its OLAs and UCs, each with its proof (language reference, 8).

    `ref` names an agreement, a target or a row (2.3), each as its last version says: one node for a row, a tuple of
    them for what has several. Raises `PolicyError` for a reference that means no promise.
    """
    from slacode.engine.trace.tree import trace as trace_model

    return trace_model(policy.model, ref)


__all__ = [
    "Compiled",
    "Policy",
    "check",
    "compile_set",
    "compile_sources",
    "diff",
    "evaluate",
    "load",
    "run_tests",
    "trace",
    "what_if",
    "write_test",
]
