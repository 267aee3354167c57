"""Reviews a change to policies: layout, checks, tests and what becomes of the promises, as one list of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from slacode.diagnostics import Diagnostic, Location, PolicyError, Severity, one_line, sort_key
from slacode.engine.testing.failures import failures
from slacode.grammar.printer import format_text
from slacode.project import Policy, check, compile_sources, diff, run_tests
from slacode.review.layout import not_formatted
from slacode.review.sides import Texts
from slacode.source import Source

if TYPE_CHECKING:
    from slacode.engine.diff import Comparison, Difference
    from slacode.engine.testing.record import TestReport


@dataclass(frozen=True)
class Review:
    """What is to be said of a change: every finding, and what the tests and the comparison with the base gave.

    `tests` is None if the policies are not understood, `comparison` if those of the base are not either.
    """

    base: Texts
    head: Texts
    diagnostics: tuple[Diagnostic, ...]
    tests: TestReport | None = None
    comparison: Comparison | None = None


def review(base: Texts, head: Texts, *, as_of: dt.date | None = None) -> Review:
    """Review what a change makes of the policies of `base`.

    `as_of` is today, for `check` and for what is in force; without it `check` raises nothing that depends on the date.
    """
    policy, errors = _understood(head)
    found = [*_layout(head.sources), *errors]
    if policy is None:
        return Review(base, head, tuple(sorted(found, key=sort_key)))
    found += check(policy, as_of=as_of)
    tests, failed = _tested(policy)
    comparison, changed = _compared(base, policy, as_of)
    return Review(base, head, tuple(sorted([*found, *failed, *changed], key=sort_key)), tests, comparison)


def _understood(side: Texts) -> tuple[Policy | None, list[Diagnostic]]:
    compiled = compile_sources(side.sources, bool(side.problems))
    return None if side.problems else compiled.policy, [*side.problems, *compiled.diagnostics]


def _layout(sources: Sequence[Source]) -> Iterator[Diagnostic]:
    for source in sources:
        try:
            finding = not_formatted(source.path, source.data.decode(), format_text(source.text, source.path))
        except PolicyError:
            continue  # what cannot be read is told by those who read it
        if finding is not None:
            yield finding


def _tested(policy: Policy) -> tuple[TestReport | None, list[Diagnostic]]:
    try:
        report = run_tests(policy)
    except PolicyError as error:
        return None, [replace(problem, check="test-failed") for problem in error.diagnostics]
    return report, list(failures(report))


def _compared(base: Texts, head: Policy, as_of: dt.date | None) -> tuple[Comparison | None, list[Diagnostic]]:
    before, errors = _understood(base)
    if before is None:
        message = f"what changes cannot be told: the policies of `{base.name}` are not understood"
        notes = tuple(one_line(error) for error in sorted(errors, key=sort_key)[:1])
        return None, [Diagnostic("base-not-understood", Severity.WARNING, message, notes=notes)]
    comparison = diff(before, head, as_of=as_of)
    paths = {source.path for source in head.sources}
    return comparison, [finding for one in comparison.differences for finding in _change(one, base.name, paths)]


def _change(one: Difference, base: str, paths: Collection[str]) -> Iterator[Diagnostic]:
    """The finding on a difference that a customer should know of, if it is one."""
    at = one.after or (Location(one.before.path, 1, 1, 1, 1) if one.before and one.before.path in paths else None)
    notes = (f"before: {one.before.path}:{one.before.line} in `{base}`",) if one.before else ()
    message = one.message if f"`{one.ref}`" in one.message else f"`{one.ref}`: {one.message}"
    if one.retroactive:
        told = f"changed though it is in force already: {message}"
        yield Diagnostic("changed-in-force", Severity.ERROR, told, at, notes=notes)
    if one.effect.customer == "weakened":
        yield Diagnostic("promise-weakened", Severity.WARNING, f"weaker for the customer: {message}", at, notes=notes)
    elif one.effect.customer == "undecidable":
        told = f"weaker for the customer in some cases, or not to be told: {message}"
        yield Diagnostic("promise-undecidable", Severity.WARNING, told, at, notes=notes)
