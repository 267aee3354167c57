"""The verdict on every cycle of a target: met, breached, pending, excluded, cancelled, or none (section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, Bools, CaseBatch, Micros, Moment, moment_of
from slacode.engine.metrics.clock.cycles import How
from slacode.engine.metrics.clock.elapsed import Elapsed, calendars_of, elapsed_of
from slacode.engine.metrics.clock.place import placed
from slacode.engine.metrics.clock.promise import Kind, Promises, due_of, kind_of, promises_of
from slacode.engine.metrics.clock.rules import ClockRule
from slacode.engine.metrics.clock.shared import Shared
from slacode.engine.metrics.clock.table import CycleTable, Verdict


@dataclass(frozen=True, slots=True)
class _Entries:
    """All that the verdicts of some cycles follow from, one entry a cycle."""

    how: NDArray[np.int8]
    excluded: Bools
    promises: Promises
    elapsed: Elapsed

    @property
    def stopped(self) -> Bools:
        """Whether the cycle stopped; `again` stops one too."""
        stopped: Bools = (self.how == How.STOPPED) | (self.how == How.AGAIN)
        return stopped


def judge(batch: CaseBatch, rule: ClockRule, as_of: Moment, shared: Shared | None = None) -> CycleTable:
    """The cycles of the batch under one rule, with their verdicts as of an instant (language reference, 5.3 to 5.5).

    `as_of` is in UTC microseconds and not before the batch's last row; a cycle that has not stopped counts up to it.
    `shared` saves work where several rules look at one batch as of one instant.

    What the language reference leaves open:

    - `excluded` beats every other verdict, `cancelled` beats every other but that: also where no row matches.
    - A level (`average at most 4h`) is a matter of the period: its cycles are met if stopped, else pending.
    - A cycle with no row, or in an exempt one, has no elapsed time, as nothing says in which hours to count it.
    """
    shared = shared or Shared(batch, as_of)
    cycles = shared.cycles(rule.clock)
    place = placed(shared, rule, cycles)
    ours = cycles.only(place.cycle)
    started = batch.time[ours.start]
    ended = np.where(ours.how == How.OPEN, moment_of(as_of, ours.case), batch.time[place.decided])
    calendars = calendars_of(
        tuple(None if kind_of(row.obligation) == Kind.NOTHING else row.counted for row in rule.rows), place.row
    )
    elapsed = elapsed_of(shared.runs(rule.clock, rule.excluded_while), place.cycle, ended, calendars)
    promises = promises_of(batch, rule.rows, place.row, started, place.decided)
    entries = _Entries(ours.how, place.excluded, promises, elapsed)
    verdict = _verdicts(entries)
    return CycleTable(
        case=ours.case,
        cycle=ours.number.astype(np.int32),
        row=place.row,
        started=started,
        stopped=np.where(entries.stopped, ended, NO_INSTANT),
        allowance=promises.allowance,
        elapsed=np.where(promises.kind == Kind.NOTHING, NO_INSTANT, elapsed.total),
        verdict=verdict,
        verdict_at=_verdict_instants(entries, verdict),
        ended=ended,
        settled=_settled(rule, entries, verdict),
        project=lambda: due_of(rule.rows, place.row, promises, started, elapsed),
    )


def judged(shared: Shared, rule: ClockRule) -> CycleTable:
    """`judge`, but only once for each rule."""
    if id(rule) not in shared.tables:
        shared.tables[id(rule)] = judge(shared.batch, rule, shared.as_of, shared)
    return shared.tables[id(rule)]


def _late(entries: _Entries) -> Bools:
    """Whether the promise was broken: E > A, or the deadline in the data was passed."""
    promises, elapsed = entries.promises, entries.elapsed
    over = (promises.kind == Kind.WITHIN) & (elapsed.total > promises.allowance)
    past = (promises.kind == Kind.BY_FIELD) & (elapsed.ended > promises.deadline)
    late: Bools = over | past
    return late


def _verdicts(entries: _Entries) -> NDArray[np.int8]:
    promises = entries.promises
    verdict = np.full(entries.how.size, Verdict.PENDING, dtype=np.int8)
    np.putmask(verdict, entries.stopped, Verdict.MET)
    np.putmask(verdict, _late(entries), Verdict.BREACHED)
    np.putmask(verdict, (promises.kind == Kind.NOTHING) | promises.unknown, Verdict.NONE)
    np.putmask(verdict, entries.how == How.CANCELLED, Verdict.CANCELLED)
    np.putmask(verdict, entries.excluded, Verdict.EXCLUDED)
    return verdict


def _verdict_instants(entries: _Entries, verdict: NDArray[np.int8]) -> Micros:
    """The instant of each verdict; that of a breach is the last one at which E = A (language reference, 5.3)."""
    ended, promises = entries.elapsed.ended, entries.promises
    by_end = (verdict == Verdict.MET) | (verdict == Verdict.CANCELLED)
    by_end |= (verdict == Verdict.EXCLUDED) & (entries.how != How.OPEN)
    instant = ended.copy()
    np.putmask(instant, ~by_end, NO_INSTANT)
    breached = verdict == Verdict.BREACHED
    by_field = np.flatnonzero(breached & (promises.kind == Kind.BY_FIELD))
    instant[by_field] = promises.deadline[by_field]
    within = np.flatnonzero(breached & (promises.kind == Kind.WITHIN))
    instant[within] = entries.elapsed.latest(within, promises.allowance[within])
    return instant


def _settled(rule: ClockRule, entries: _Entries, verdict: NDArray[np.int8]) -> Bools:
    """Whether nothing that may still come in the log can change an entry (language reference, 5.6).

    A cycle that ended is settled, but for a stop that `continues` may take back, and so move, whatever the verdict. One
    that is open is settled once its place among rows and exclusions is fixed and so is its verdict: excluded, or
    breached or without a promise where no `cancel` can come. A deadline in the data may always be written anew.
    """
    is_open = entries.how == How.OPEN
    settled: Bools = ~is_open
    if rule.clock.reopen == "continues":
        settled &= entries.how != How.STOPPED
    if _place_is_fixed(rule):
        fixed = verdict == Verdict.EXCLUDED
        if rule.clock.cancel is None:
            no_promise = entries.promises.kind == Kind.NOTHING
            overdue = (verdict == Verdict.BREACHED) & (entries.promises.kind == Kind.WITHIN)
            fixed |= no_promise | overdue
        settled |= is_open & fixed
    return settled


def _place_is_fixed(rule: ClockRule) -> bool:
    """Whether no later row of a case can move an open cycle to another row, out of `where`, or to the excluded ones."""
    if rule.classify_at == "start":
        return True
    return rule.where is None and not rule.excluded_cases and bool(rule.rows) and rule.rows[0].condition is None
