"""The two sides of a comparison as its parts see them: two policies, two versions of an agreement, what was found."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from slacode.diagnostics import Location
from slacode.engine.diff.common_log import common_log
from slacode.engine.diff.conditions import compare
from slacode.engine.diff.content import leaves, likeness
from slacode.engine.diff.record import Change, Effect, opposite
from slacode.engine.diff.relative import is_relative
from slacode.engine.diff.sides import Sides
from slacode.engine.hours import HoursOf
from slacode.engine.model.agreements import Agreement, Exempt, Row, Target, Version
from slacode.engine.model.base import Node
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Clock, Measure
from slacode.engine.model.money import Penalty
from slacode.engine.model.policy import PolicyModel
from slacode.engine.proofs.prover import Prover
from slacode.engine.proofs.standing import Proof
from slacode.engine.support.carriers import Promise
from slacode.engine.wording import say_name, say_ref

_N = TypeVar("_N", bound=Node)
_T = TypeVar("_T")
Ordered = TypeVar("Ordered", int, Decimal, Fraction, dt.date)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that differs, as a part of the comparison tells it; `ref` is within what was compared.

    `of` is set where it is about something that several agreements share, by its name. `effect` is on who receives;
    `giver` on who gives, where that is not the opposite. `since` is the first instant, in UTC microseconds, at which it
    matters, where that is not the beginning of the version.
    """

    what: str
    effect: Effect
    message: str
    ref: str = ""
    change: Change = "changed"
    before: Location | None = None
    after: Location | None = None
    giver: Effect | None = None
    since: int | None = None
    of: str | None = None


class World(Sides):
    """The two policies with their calendars and proofs, as of a local date."""

    def __init__(self, base: PolicyModel, head: PolicyModel, as_of: dt.date) -> None:
        super().__init__(base, head)
        self.as_of = as_of
        self.hours = HoursOf(base), HoursOf(head)

    @cached_property
    def provers(self) -> tuple[Prover, Prover]:
        """What proves the promises of either side."""
        base = Prover(self.base.model)
        # What is worked out on calendars for one side holds for the other, if that has the same.
        alike = self.base.calendars.keys() == self.head.calendars.keys() and all(
            map(self.unchanged, self.head.calendars)
        )
        return base, Prover(self.head.model, base if alike else None)

    def proof(self, side: int, promise: Promise) -> Proof | None:
        """What is proved of a promise of the base (0) or of the head (1); None for one that promises nothing."""
        if isinstance(promise.row.obligation, Exempt):
            return None
        key = side, promise.key, promise.version.number
        return self.once(key, lambda: self.provers[side].proof(promise))

    def log(self, base: str, head: str) -> Log | None:
        """The log of both, with all that either side declares of it; None where they read different ones."""
        if base != head:
            return None
        return self.once(("log", head), lambda: common_log(self.base.logs.get(base), self.head.logs.get(head)))


@dataclass(frozen=True)
class Pair:
    """A target on both sides, with the rows of the same label."""

    both: Both
    base: Target
    head: Target

    @property
    def measures(self) -> tuple[Measure | None, Measure | None]:
        """What is measured on either side."""
        world = self.both.world
        metrics = world.base.metric_of(self.base), world.head.metric_of(self.head)
        return metrics[0].measure if metrics[0] else None, metrics[1].measure if metrics[1] else None

    @property
    def log(self) -> Log | None:
        """The log that both sides read, None if there is no such one."""
        base, head = self.measures
        return self.both.world.log(base.log, head.log) if base and head else None

    @cached_property
    def rows(self) -> tuple[tuple[Row, Row], ...]:
        """The rows that have a counterpart: one of the same label, or for the same cases, else the only row of either
        side."""
        left = {row.label: row for row in self.head.rows}
        found = [(row, left.pop(row.label, None)) for row in self.base.rows]
        for place, (row, known) in enumerate(found):
            if known is None:
                other = next((one for one in left.values() if self._is_for_the_same(row, one)), None)
                found[place] = (row, left.pop(other.label) if other else None)
        pairs = tuple((row, other) for row, other in found if other is not None)
        if not pairs and len(self.base.rows) == len(self.head.rows) == 1:
            return ((self.base.rows[0], self.head.rows[0]),)
        return pairs

    def _is_for_the_same(self, base: Row, head: Row) -> bool:
        return compare(base.condition, head.condition, self.log, absent=True).relation == "same"

    @cached_property
    def is_relative(self) -> bool:
        """Whether any row, on either side, is relative to other cases, or other time."""
        return any(
            is_relative(row.obligation, measure)
            for side, measure in zip((self.base, self.head), self.measures, strict=True)
            for row in side.rows
        )

    def differs(self, what: str, effect: Effect, message: str, row: tuple[Row, Row] | None = None) -> Found:
        """Something of the target, or of one of its rows."""
        before, after = (row[0].at, row[1].at) if row else (self.base.at, self.head.at)
        ref = say_ref(self.head.name, None, row[1].label if row else None)
        return Found(what, effect, message, ref, before=before, after=after)

    def called(self, row: Row) -> str:
        """A row in a sentence: by its label, else by the target."""
        return say_name(row.label) if row.label is not None else self.head.name


@dataclass(frozen=True)
class Both:
    """A version of an agreement on both sides, from `first` to `last` (local dates, both inclusive)."""

    world: World
    agreements: tuple[Agreement, Agreement]
    base: Version
    head: Version
    first: dt.date
    last: dt.date

    @cached_property
    def targets(self) -> tuple[Pair, ...]:
        """The targets that have a counterpart."""
        found = ((target, self.head.target(target.name)) for target in self.base.targets)
        return tuple(Pair(self, base, head) for base, head in found if head is not None)

    @cached_property
    def promises(self) -> tuple[tuple[Pair, Row, Row], ...]:
        """The rows that have a counterpart and promise something on both sides."""
        return tuple(
            (pair, base, head)
            for pair in self.targets
            for base, head in pair.rows
            if not isinstance(base.obligation, Exempt) and not isinstance(head.obligation, Exempt)
        )

    @cached_property
    def penalties(self) -> tuple[tuple[Penalty | None, Penalty | None], ...]:
        """Penalties and bonuses of both sides: by name, or by what they are on; then by what they say."""
        alone: list[tuple[Penalty | None, Penalty | None]] = []
        found: list[tuple[Penalty | None, Penalty | None]] = []
        for pair in matched(self.base.penalties, self.head.penalties, _penalty_key):
            (alone if None in pair else found).append(pair)
        come = [head for _, head in alone if head is not None]
        for base in (one for one, _ in alone if one is not None):
            head = next((one for one in come if _is_renamed(base, one)), None)
            come = [one for one in come if one is not head]
            found.append((base, head))
        return (*found, *((None, head) for head in come))

    @property
    def rewards(self) -> Iterator[tuple[Penalty, Penalty]]:
        """Those that have a counterpart."""
        return ((base, head) for base, head in self.penalties if base is not None and head is not None)

    @property
    def only_clocks(self) -> bool:
        """Whether all that is promised are times of cases, of which windows take the same from each."""
        return all(isinstance(pair.measures[1], Clock) for pair in self.targets)

    def rewarded(self, what: str, effect: Effect, message: str, pair: tuple[Penalty, Penalty]) -> Found:
        """Something of a penalty or bonus; `effect` is that of a penalty, a bonus is for the other side."""
        if pair[1].kind == "bonus":
            effect = opposite(effect)
        ref = pair[1].name or say_ref(pair[1].target, None, pair[1].row)
        return Found(what, effect, f"{say_reward(pair[1])} {message}", ref, before=pair[0].at, after=pair[1].at)

    def differs(
        self, what: str, effect: Effect, message: str, nodes: tuple[Node | None, Node | None] = (None, None)
    ) -> Found:
        """Something of the agreement itself; `nodes` are what says it, else the versions do."""
        before, after = (node.at if node else None for node in nodes)
        return Found(what, effect, message, before=before or self.base.at, after=after or self.head.at)


def _penalty_key(penalty: Penalty) -> object:
    return (penalty.kind, penalty.name) if penalty.name else (penalty.kind, penalty.target, penalty.row)


def _is_renamed(base: Penalty, head: Penalty) -> bool:
    """Two that are of one kind, on the same promise, and say mostly the same."""
    if (base.kind, base.target, base.row) != (head.kind, head.target, head.row):
        return False
    left_out = ("name", "kind", "target", "row")
    mine, yours = (Counter(leaves(one, left_out=left_out)) for one in (base, head))
    return likeness(mine, yours) >= 0.5


def say_reward(penalty: Penalty) -> str:
    """A penalty as messages call it: by its name, or by what it is on."""
    if penalty.name is not None:
        return f"`{penalty.name}`"
    return f"the {penalty.kind} on `{say_ref(penalty.target, None, penalty.row)}`"


def by_size(base: Ordered, head: Ordered, *, more: Effect) -> Effect:
    """The effect of a figure that became larger (`more`) or smaller (the opposite)."""
    if base == head:
        return "neutral"
    return more if base < head else opposite(more)


def matched(
    base: Iterable[_N], head: Iterable[_N], key: Callable[[_N], object]
) -> Iterator[tuple[_N | None, _N | None]]:
    """Nodes of both sides by a key that each has once: in pairs, then those of the base and of the head alone."""
    mine, yours = {key(node): node for node in base}, {key(node): node for node in head}
    yield from ((node, yours.get(name)) for name, node in mine.items())
    yield from ((None, node) for name, node in yours.items() if name not in mine)
