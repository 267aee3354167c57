"""Whose time breached cases were, as a part of an evaluation that people read: a table for each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from slacode.engine.evaluate.attribution.path import SupportName
from slacode.engine.evaluate.attribution.record import Attribution
from slacode.engine.evaluate.outcome import say_exactly
from slacode.engine.evaluate.result import Result
from slacode.engine.settle.money import in_full, say
from slacode.engine.wording import say_duration, say_ref
from slacode.reports._excerpt import clean
from slacode.reports._paint import STYLES

if TYPE_CHECKING:
    from rich.table import Table

_COLUMNS = "whose time", "cases", "broke", "took", "attributed", "of allowance", "late"
_COUNTS = {
    "breached": "breached",
    "supports_held": "of them though every support held",
    "no_support": "of them with no support at work",
    "kept_though_broke": "kept though a support broke its promise",
}
_NONE = "no support's"


def parts_of(result: Result) -> Iterator[tuple[str, Table]]:
    """For each target with a breached case whose time can be told, and each one that was kept though a support broke
    its promise: a heading and a table over all the periods that were asked for."""
    for (agreement, target), together in groupby(result.attribution, key=lambda one: (one.agreement, one.target)):
        found = list(together)
        yield _heading(agreement, target, found), _table(_rows(found, _Money(result, agreement, target)))


def _heading(agreement: str, target: str, found: list[Attribution]) -> str:
    counts = {name: sum(getattr(one, name) for one in found) for name in _COUNTS}
    said = ", ".join(f"{count:,} {_COUNTS[name]}" for name, count in counts.items() if count or name == "breached")
    return f"{agreement}, {target}, whose time it was: {said}"


class _Money:
    """What the supports of a target cost, and what their own contracts pay, in words; without what is still open."""

    def __init__(self, result: Result, agreement: str, target: str) -> None:
        self.costs: dict[SupportName | None, Counter[str]] = {}
        pays: dict[tuple[SupportName | None, str], dict[str, int]] = {}
        due = (money for money in result.attributed_money if money.status != "open")
        for money in due:
            for part in money.parts if (money.agreement, money.target) == (agreement, target) else ():
                self.costs.setdefault(part.support, Counter())[money.currency] += part.units
                if part.contract_pays is not None:
                    pays[(part.support, money.period)] = dict(part.contract_pays)
        self.pays: dict[SupportName | None, Counter[str]] = {}
        for (support, _), sums in pays.items():
            self.pays.setdefault(support, Counter()).update(sums)

    def cells(self, support: SupportName | None) -> list[str]:
        """The last cells of a row: of costs if there are any, of contracts if any was evaluated."""
        return [_say(sums.get(support)) for sums in (self.costs, self.pays) if sums]

    @property
    def columns(self) -> list[str]:
        """Their headings."""
        return [name for name, sums in (("costs", self.costs), ("contract pays", self.pays)) if sums]


def _say(sums: Counter[str] | None) -> str:
    told = sorted((sums or {}).items())
    return ", ".join(say(currency, in_full(units, currency)) for currency, units in told if units)


def _rows(found: list[Attribution], money: _Money) -> Iterator[list[str]]:
    allowance = sum(one.allowance for one in found)
    parts = [part for one in found for part in one.supports]
    yield [*_COLUMNS, *money.columns]
    for support in dict.fromkeys(part.support for part in parts):
        own = [part for part in parts if part.support == support]
        cases, broke, took, here, late = (
            sum(getattr(part, name) for part in own) for name in ("cases", "broke", "took", "attributed", "late")
        )
        yield [
            *(say_ref(*support), f"{cases:,}", f"{broke:,}", say_duration(took), say_duration(here)),
            *(_percent(here, allowance), say_duration(late), *money.cells(support)),
        ]
    rest, late = (sum(getattr(one, name) for one in found) for name in ("unattributed", "unexplained"))
    yield [_NONE, "", "", "", say_duration(rest), _percent(rest, allowance), say_duration(late), *money.cells(None)]


def _percent(part: int, whole: int) -> str:
    """One decimal place suffices to see whose time it was."""
    return f"{say_exactly(Fraction(1000 * part // whole, 10), round_up=False)}%" if whole else ""


def _table(rows: Iterable[list[str]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    for place, row in enumerate(rows):
        if place:
            table.add_row(*(Text(clean(cell), style=_style(row, at)) for at, cell in enumerate(row)))
        else:
            for name in row:
                table.add_column(name, justify="left" if name == _COLUMNS[0] else "right", overflow="fold")
    return table


def _style(row: list[str], at: int) -> str:
    return STYLES["error"] if _COLUMNS[min(at, len(_COLUMNS) - 1)] == "broke" and row[at] not in ("", "0") else ""
