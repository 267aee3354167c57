"""The tiers and steps of penalties as exact functions of what is attained (language reference, 7.6; consistency, 15).

The figures that a row can attain are cut at every bound that is written. Between two cuts nothing changes, so that a
figure out of each such cell, and each cut itself, show all that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, ByField, Exempt, Level, Row, Target, Version, Within
from slacode.engine.model.metrics import Count
from slacode.engine.model.money import Penalty, Step, Tier
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.values import Duration, Number, Percent, Quantity
from slacode.engine.wording import say_quantity, say_ref


class Cell(NamedTuple):
    """A single figure (`low` is `high`), or all between two, neither of them included (None: without an end).

    `place` counts from the lowest figure upward: the n-th one is at 2n, what lies between it and the next at 2n + 1.
    """

    low: Decimal | None
    high: Decimal | None
    place: int

    @property
    def is_one(self) -> bool:
        """Whether it is a single figure."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class _Table:
    """The tiers of a penalty by the places of cells: those that hold, the one that counts; and those of no cell."""

    holding: Mapping[int, Sequence[Tier]]
    counting: Mapping[int, Tier | None]
    never: Sequence[Tier]


@dataclass(frozen=True)
class Ladder:
    """What a row of a target can attain, its cells from the best to the worst, and the penalties or the bonuses that
    look at it. `written` are the promise and all bounds, `places` has those figures and the ends of what there is."""

    agreement: Agreement
    version: Version
    target: Target
    row: Row
    rewards: tuple[Penalty, ...]
    promise: Decimal
    lower_is_worse: bool
    cells: tuple[Cell, ...]
    places: Mapping[Decimal, int]
    written: tuple[Quantity, ...]

    @property
    def kind(self) -> str:
        """Whether it is of penalties or of bonuses."""
        return self.rewards[0].kind

    @property
    def ref(self) -> str:
        """The row as references say it."""
        return say_ref(self.agreement.name, self.target.name, self.row.label)

    def kept(self, cell: Cell) -> bool:
        """Whether the promise is kept there."""
        promise = self.places[self.promise]
        return cell.place >= promise if self.lower_is_worse else cell.place <= promise

    def missed(self) -> Iterator[Cell]:
        """The cells in which the promise is missed, the nearest to it first."""
        return (cell for cell in self.cells if not self.kept(cell))

    def holding(self, penalty: Penalty, cell: Cell) -> Sequence[Tier]:
        """The tiers that hold there, as written."""
        return self._tables[id(penalty)].holding[cell.place]

    def counting(self, penalty: Penalty, cell: Cell) -> Tier | None:
        """The tier that counts there: the first that holds if there are ranges, else the furthest one."""
        return self._tables[id(penalty)].counting[cell.place]

    def never_held(self, penalty: Penalty) -> Sequence[Tier]:
        """The tiers whose two bounds leave no figure between them; what `promise` leaves differs from row to row."""
        return self._tables[id(penalty)].never

    @cached_property
    def _tables(self) -> Mapping[int, _Table]:
        """How each penalty reads at each place."""
        return {id(one): self._table(one) for one in self.rewards}

    def _table(self, penalty: Penalty) -> _Table:
        spans = [(tier, *self._span(tier)) for tier in penalty.tiers]
        places = [cell.place for cell in self.cells]
        holding = {place: [tier for tier, first, last in spans if first <= place <= last] for place in places}
        never = [
            tier for tier, first, last in spans
            if len(tier.edges) > 1 and all(edge.quantity for edge in tier.edges)
            and not any(first <= place <= last for place in places)
        ]  # fmt: skip
        if has_ranges(penalty):
            return _Table(holding, {place: held[0] if held else None for place, held in holding.items()}, never)
        reach = {id(tier): -last if tier.edges[0].bound == "below" else first for tier, first, last in spans}
        furthest = {
            place: max(held, key=lambda tier: reach[id(tier)]) if held else None for place, held in holding.items()
        }
        return _Table(holding, furthest, never)

    def _span(self, tier: Tier) -> tuple[int, int]:
        """The first and the last place that a tier reaches."""
        first, last = -1, 2 * len(self.places)
        for edge in tier.edges:
            limit = self.places[self.promise if edge.quantity is None else figure_of(edge.quantity)]
            match edge.bound:
                case "below":
                    last = min(last, limit - 1)
                case "above":
                    first = max(first, limit + 1)
                case "at least":
                    first = max(first, limit)
                case "at most":
                    last = min(last, limit)
        return first, last

    def stepping(self, penalty: Penalty, cell: Cell) -> Step | None:
        """The first step that adds something there."""
        return next((step for step in penalty.steps if adds(step) and self._beyond(step, cell.place)), None)

    def says(self, cell: Cell) -> bool:
        """Whether any of the penalties has something to say there, be it that nothing is due."""
        return any(self.holding(one, cell) or self.stepping(one, cell) for one in self.rewards)

    def say(self, cells: Sequence[Cell]) -> str:
        """Cells that lie side by side in the words of a range: `at least 99% and below 99.9%`, `exactly 99%`."""
        lowest, highest = sorted((cells[0], cells[-1]), key=lambda cell: cell.place)
        if lowest.is_one and lowest == highest:
            return f"exactly {self._word(lowest.low)}"
        ends = sorted((self.cells[0], self.cells[-1]), key=lambda cell: cell.place)
        edges = []
        if lowest != ends[0]:
            edges.append(f"{'at least' if lowest.is_one else 'above'} {self._word(lowest.low)}")
        if highest != ends[1]:
            edges.append(f"{'at most' if highest.is_one else 'below'} {self._word(highest.high)}")
        return " and ".join(edges) or "any figure"

    def say_figure(self, cells: Sequence[Cell]) -> str:
        """The same as what a clause may be for: `a figure below 99%`, `a figure of exactly 99%`, `any figure`."""
        said = self.say(cells)
        if said == "any figure":
            return said
        return f"a figure {'' if said.startswith(('below', 'above')) else 'of '}{said}"

    def _word(self, figure: Decimal | None) -> str:
        if figure is None:
            return "any"
        said = (say_quantity(one) for one in self.written if figure_of(one) == figure)
        return next(said, f"{figure}%" if isinstance(self.written[0], Percent) else str(figure))

    def _beyond(self, step: Step, place: int) -> bool:
        origin = self.places[figure_of(step.origin)]
        return place < origin if step.bound == "below" else place > origin


def ladders_of(model: PolicyModel, lookup: Lookup) -> Iterator[Ladder]:
    """Every row with penalties, or with bonuses, that have tiers or steps, in each version; none whose bounds are of
    another kind than what the row attains."""
    for agreement in model.agreements:
        for version in agreement.versions:
            for kind in ("penalty", "bonus") if version.penalties else ():
                for target in version.targets:
                    on_target = [one for one in version.penalties if one.kind == kind and one.target == target.name]
                    for row in target.rows if on_target else ():
                        found = _ladder(lookup, agreement, version, target, row, on_target)
                        if found is not None:
                            yield found


def _ladder(
    lookup: Lookup, agreement: Agreement, version: Version, target: Target, row: Row, on_target: Iterable[Penalty]
) -> Ladder | None:
    rewards = tuple(one for one in on_target if one.row in (None, row.label) and (one.tiers or one.steps))
    promised = _promised(row)
    if not rewards or promised is None:
        return None
    written = [promised, *_bounds(rewards)]
    sizes = [step.step for one in rewards for step in one.steps]
    if {type(one) for one in (*written, *sizes)} != {type(promised)} or not isinstance(promised, _FIGURES):
        return None
    metric = lookup.metric_of(target)
    counts = metric is not None and isinstance(metric.measure, Count)
    lowest = None if isinstance(promised, Number) and not counts else Decimal(0)
    highest = Decimal(100) if isinstance(promised, Percent) else None
    figures = {*map(figure_of, written), *(end for end in (lowest, highest) if end is not None)}
    places = {figure: 2 * n for n, figure in enumerate(sorted(figures))}
    cells = tuple(_cells(places, lowest, highest))
    lower = not isinstance(row.obligation, Level) or row.obligation.bound == "at least"
    return Ladder(
        agreement, version, target, row, rewards, figure_of(promised), lower, cells[::-1] if lower else cells,
        places, tuple(written),
    )  # fmt: skip


_FIGURES = (Percent, Number, Duration)


def figure_of(quantity: Quantity) -> Decimal:
    """A percentage, number or duration as a bare number of its own kind."""
    match quantity:
        case Percent(value=value) | Number(value=value):
            return value
        case Duration(us=us):
            return Decimal(us)
    raise ValueError(f"{quantity.kind} are not told by a number")


def _promised(row: Row) -> Quantity | None:
    match row.obligation:
        case Within(share=share) | ByField(share=share):
            return Percent(value=share)
        case Level(quantity=quantity):
            return quantity
        case Exempt():
            return None


def _bounds(penalties: Iterable[Penalty]) -> Iterator[Quantity]:
    for penalty in penalties:
        for tier in penalty.tiers:
            yield from (edge.quantity for edge in tier.edges if edge.quantity is not None)
        yield from (step.origin for step in penalty.steps)


def _cells(places: Mapping[Decimal, int], lowest: Decimal | None, highest: Decimal | None) -> Iterator[Cell]:
    """From the lowest figure upward; what lies beyond the ends is no figure that can be attained."""
    within = [
        one for one in places if (lowest is None or one >= lowest) and (highest is None or one <= highest)
    ]  # fmt: skip
    if lowest is None:
        yield Cell(None, within[0], places[within[0]] - 1)
    for one, following in pairwise(within):
        yield Cell(one, one, places[one])
        yield Cell(one, following, places[one] + 1)
    yield Cell(within[-1], within[-1], places[within[-1]])
    if highest is None:
        yield Cell(within[-1], None, places[within[-1]] + 1)


def has_ranges(penalty: Penalty) -> bool:
    """Whether its tiers are read in order: any of them has two bounds, or one that includes its figure."""
    return any(len(tier.edges) > 1 or tier.edges[0].bound.startswith("at") for tier in penalty.tiers)


def adds(step: Step) -> bool:
    """Whether a step costs anything at all."""
    return figure_of(step.step) > 0 and (step.amount.amount if step.amount.kind == "money" else step.amount.percent) > 0


def runs_of(cells: Sequence[Cell], which: Callable[[Cell], bool]) -> list[list[Cell]]:
    """The cells that satisfy a condition, those together that lie side by side."""
    return [list(run) for holds, run in groupby(cells, which) if holds]


def costs_by_breach(ladder: Ladder) -> bool:
    """Whether each breach of the row costs something, so that no miss of it is for nothing."""
    return any(
        each.row in (None, ladder.row.label)
        for one in ladder.version.penalties
        if one.kind == "penalty" and one.target == ladder.target.name and one.row in (None, ladder.row.label)
        for each in one.each_breach
    )


def say_reward(agreement: Agreement, penalty: Penalty) -> str:
    """A penalty as messages call it: by its name, or by what it is on."""
    if penalty.name is not None:
        return f"`{say_ref(agreement.name, penalty.name)}`"
    return f"the {penalty.kind} on `{say_ref(agreement.name, penalty.target, penalty.row)}`"
