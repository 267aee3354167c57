"""From rows to stretches of downtime and of excluded time, of outages that are cases and of states of entities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.batch import Bools, CaseBatch, Micros
from slacode.engine.evaluate.judge import Notes, Sums, View
from slacode.engine.evaluate.result import FindingKind
from slacode.engine.metrics._entities import NAMELESS, STRANGER, Codes
from slacode.engine.metrics._spans import Spans
from slacode.engine.metrics._state import Places, Runs, any_of, holds_or_none, latest, row_at, runs_of
from slacode.engine.model.agreements import Target
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Availability

OUT = -2
OUT_UP = -3
"""What stands in place of a row of the target for excluded time, the second for time `counted as up`."""

_OUT_BIT, _OUT_UP_BIT, _PLACE_SHIFT = 1, 2, 2
"""A state as a number: two flags, and above them the place of the row that takes the downtime plus 1, 0 for up."""

Columns = tuple[Micros, ...]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What an agreement excludes of a log: time in some states, in states that are `counted as up`, and cases."""

    states: tuple[Condition, ...]
    states_up: tuple[Condition, ...]
    cases: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches `[start, end)`, in UTC microseconds, of an entity (`code`): downtime under the row `place` of the
    target, or excluded time (OUT, OUT_UP); `loose` (1) are those that may still turn out not to count."""

    code: Micros
    place: Micros
    start: Micros
    end: Micros
    loose: Micros

    def of(self, code: int) -> Stretches:
        """Those of one entity."""
        return self._where(self.code == code)

    def down(self, place: int, *, firm: bool = False) -> Spans:
        """The downtime under a row of the target; if `firm`, only what counts whatever comes."""
        chosen = (self.place == place) & ((self.loose == 0) | (not firm))
        return Spans(self.start[chosen], self.end[chosen])

    def out(self, *, also_up: bool) -> Spans:
        """The excluded time, with or without that which is counted as up."""
        chosen = (self.place == OUT) | ((self.place == OUT_UP) & also_up)
        return Spans(self.start[chosen], self.end[chosen])

    def loose_within(self, place: int, start: int, end: int) -> bool:
        """Whether downtime in some time may still turn out not to count."""
        chosen = (self.place == place) & (self.loose == 1) & (self.start < end) & (self.end > start)
        return bool(chosen.any())

    def _where(self, chosen: Bools) -> Stretches:
        return Stretches(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Outages:
    """Outages as runs of rows, the place of the row of the target that takes each (-1: none), of whom it is, and
    whether that may still turn out otherwise; `down` says after which rows any outage is on."""

    down: Bools
    runs: Runs
    place: Places
    code: Codes
    loose: Bools


def outages_of(view: View, measure: Availability, target: Target, exclusions: Exclusions, codes: Codes) -> Outages:
    """The outages of a batch that are the target's business and not excluded."""
    batch = view.batch
    assert measure.down_from is not None, "outages begin"  # noqa: S101
    assert measure.down_to is not None, "outages end"  # noqa: S101
    begins = batch.flags[measure.down_from] & holds_or_none(batch, measure.where)
    down = latest(batch, begins, batch.flags[measure.down_to])
    runs = runs_of(batch, down, view.as_of)
    state = runs.first if target.classify_at == "start" else np.where(runs.open, runs.last, runs.last + 1)
    ours = holds_or_none(batch, target.where)[state] & ~any_of(batch, exclusions.cases)[state]
    runs, state = runs.where(ours), state[ours]
    is_fixed = target.classify_at == "start" or (
        target.where is None and not exclusions.cases and all(row.condition is None for row in target.rows)
    )
    place = row_at(batch, target.rows, state)
    return Outages(down, runs, place, codes[runs.first], runs.open & (not is_fixed))


def from_outages(view: View, found: Outages, exclusions: Exclusions, codes: Codes) -> Columns:
    """The stretches of some outages, and of what is excluded while any outage is on."""
    batch, down, runs = view.batch, found.down, found.runs
    pieces = [(found.code, found.place, runs.start, runs.end, found.loose.astype(np.int64))]
    for conditions, kind in ((exclusions.states, OUT), (exclusions.states_up, OUT_UP)):
        if conditions:
            out = runs_of(batch, down & any_of(batch, conditions), view.as_of)
            same = np.full(out.first.size, kind, dtype=np.int64)
            pieces.append((codes[out.first], same, out.start, out.end, np.zeros_like(same)))
    columns = tuple(np.concatenate(parts) for parts in zip(*pieces, strict=True))
    counts = (columns[0] >= 0) & (columns[1] != -1)
    return tuple(column[counts] for column in columns)


def note(sums: Sums, batch: CaseBatch, entity: str, outages: Outages) -> None:
    """Note the outages that count for nobody."""
    runs, code, place = outages.runs, outages.code, outages.place
    case = np.searchsorted(batch.offsets, runs.first, side="right") - 1
    found: tuple[tuple[FindingKind, Callable[[], pa.Array], Places], ...] = (
        ("entity-not-covered", lambda: batch.texts[entity], runs.first[code == STRANGER]),
        ("no-entity", lambda: batch.cases, case[code == NAMELESS]),
        ("no-row", lambda: batch.cases, case[(code >= 0) & (place == -1)]),
    )
    for kind, names, chosen in found:
        notes = sums.notes[kind] = Notes()
        notes.add(names, chosen)


def down_states(batch: CaseBatch, measure: Availability, target: Target, exclusions: Exclusions) -> Micros:
    """The state after each row as a number; -1 for rows that `where` leaves out."""
    assert measure.down_while is not None, "states are down"  # noqa: S101
    down = batch.flags[measure.down_while] & holds_or_none(batch, target.where) & ~any_of(batch, exclusions.cases)
    place = row_at(batch, target.rows, np.arange(batch.time.size)) + 1
    state = np.where(down, place << _PLACE_SHIFT, 0)
    state |= np.where(any_of(batch, exclusions.states), _OUT_BIT, 0)
    state |= np.where(any_of(batch, exclusions.states_up), _OUT_UP_BIT, 0)
    return np.where(holds_or_none(batch, measure.where), state, -1)


def runs_of_states(batch: CaseBatch, states: Micros, codes: Codes, as_of: int) -> Outages:
    """The downtime of states as outages, where the cases are the entities: each lasts while one row takes it."""
    left_out = np.where(states < 0, -1, np.arange(states.size))  # a row that `where` leaves out changes nothing
    latest = np.maximum.accumulate(left_out) if states.size else left_out
    known = latest >= np.repeat(batch.offsets[:-1], np.diff(batch.offsets))
    place = np.where(known, (states[latest] >> _PLACE_SHIFT) - 1, -1)
    by_row = [runs_of(batch, place == row, as_of) for row in range(int(place.max(initial=0)) + 1)]
    runs = Runs.joined(by_row)
    runs = runs.where(np.argsort(runs.first))
    return Outages(place >= 0, runs, place[runs.first], codes[runs.first], np.zeros(runs.first.size, dtype=np.bool_))


def from_states(batch: CaseBatch, codes: Codes, states: Micros, *, changes_only: bool) -> Columns:
    """Entity, instant and state of the rows that count. `changes_only`, where the cases are the entities: without rows
    that repeat the state before, which change nothing."""
    kept = np.flatnonzero((codes >= 0) & (states >= 0))
    case = np.repeat(np.arange(batch.size), np.diff(batch.offsets))[kept]
    code, time, state = codes[kept], batch.time[kept], states[kept]
    last = np.ones(kept.size, dtype=np.bool_)  # of the rows of one case, entity and instant
    last[:-1] = (case[1:] != case[:-1]) | (time[1:] != time[:-1]) | (code[1:] != code[:-1])
    case, code, time, state = case[last], code[last], time[last], state[last]
    if changes_only:
        new = np.ones(case.size, dtype=np.bool_)
        new[1:] = (case[1:] != case[:-1]) | (state[1:] != state[:-1]) | (code[1:] != code[:-1])
        code, time, state = code[new], time[new], state[new]
    return code, time, state


def stretches_of(states: Sequence[Micros], as_of: int) -> Stretches:
    """The stretches of all states: each lasts to the next one of its entity, the last one to `as_of`."""
    order = np.lexsort((states[2], states[1], states[0]))  # at one instant down comes last, and so wins
    code, time, state = (column[order] for column in states)
    same = np.zeros(code.size, dtype=np.bool_)
    same[:-1] = code[1:] == code[:-1]
    end = np.where(same, np.roll(time, -1), as_of)
    pieces = [
        (chosen, np.full(code.size, kind) if kind else (state >> _PLACE_SHIFT) - 1)
        for chosen, kind in (
            (state >> _PLACE_SHIFT > 0, 0),
            (state & _OUT_BIT > 0, OUT),
            (state & _OUT_UP_BIT > 0, OUT_UP),
        )
    ]
    parts = [(code[c], place[c], time[c], end[c], np.zeros(int(c.sum()), dtype=np.int64)) for c, place in pieces]
    return Stretches(*(np.concatenate(column) for column in zip(*parts, strict=True)))
