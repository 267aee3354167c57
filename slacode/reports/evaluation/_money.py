"""What an evaluation costs, for people: amounts in words, and a table of each agreement's money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from slacode.engine.evaluate.result import Result
from slacode.engine.settle.money import in_full, say
from slacode.engine.settle.record import Right, Settlement
from slacode.reports._excerpt import clean
from slacode.reports._paint import STYLES

if TYPE_CHECKING:
    from rich.table import Table

_KINDS = {"penalty": "penalties", "bonus": "bonuses", "earn back": "earned back"}


def say_amount(amount: Settlement) -> str:
    """`EUR 4_600.00`."""
    return f"{amount.currency} " + f"{Decimal(amount.amount):,f}".replace(",", "_")


def say_standing(amount: Settlement) -> str:
    """`due`, `due, provisional`, `open, so far`; what is earned back says of which period."""
    word = {"settled": "due", "provisional": "due (provisional)", "open": "open, so far"}[amount.status]
    return word if amount.returned_for is None else f"{word}, back for {amount.returned_for}"


def say_right(right: Right) -> str:
    """The right with the misses that it rests on."""
    misses = ", ".join(f"{m.target}{f' of {m.entity}' if m.entity else ''} in {m.period}" for m in right.misses)
    provisional = " (provisional)" if right.status == "provisional" else ""
    return f"{right.message}, missed: {misses}{provisional}"


def by_agreement(result: Result) -> Iterator[tuple[str, list[Settlement]]]:
    """The amounts of each agreement that has a penalty or a bonus, with its title."""
    titles = {target.agreement: target.titles[0] for target in result.targets}
    for name, amounts in groupby(result.penalties, key=lambda one: one.agreement):
        title = titles.get(name)
        yield f'{name} "{title}"' if title else name, list(amounts)


def sums_of(amounts: Iterable[Settlement]) -> str:
    """`penalties EUR 9_600, bonuses EUR 20`: what is not open, by kind and currency; empty where nothing is due."""
    sums: dict[tuple[str, str], int] = {}
    for one in amounts:
        if one.status != "open" and one.units:
            sums[(_KINDS[one.kind], one.currency)] = sums.get((_KINDS[one.kind], one.currency), 0) + one.units
    order = list(_KINDS.values())
    told = sorted(sums.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
    return ", ".join(f"{kind} {say(currency, in_full(units, currency))}" for (kind, currency), units in told)


def money_table(amounts: list[Settlement]) -> Table:
    """What comes to more than nothing, with the steps that led to it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    columns = money_columns(amounts)
    for name, right in columns:
        how = name == "how"
        table.add_column(
            name, justify="right" if right else "left", no_wrap=not how, overflow="fold", ratio=1 if how else None
        )
    for one in amounts:
        style = STYLES["error" if one.kind == "penalty" else "good"]
        table.add_row(*(Text(money_cell(one, n), style=style if n == "amount" else "") for n, _ in columns))
    return table


def money_columns(amounts: list[Settlement]) -> list[tuple[str, bool]]:
    """The columns that say something of these amounts, each with whether it is flush right."""
    return [
        ("penalty", False),
        *([("service", False)] if any(one.entity is not None for one in amounts) else []),
        *([("version", True)] if len({one.version for one in amounts}) > 1 else []),
        ("period", False),
        ("amount", True),
        ("status", False),
        *([("claim until", False)] if any(one.claim_until is not None for one in amounts) else []),
        ("how", False),
    ]


def money_cell(one: Settlement, name: str) -> str:
    """What the line of an amount says in a column."""
    said = {
        "penalty": clean(one.penalty),
        "service": clean(one.entity or ""),
        "version": str(one.version),
        "period": one.period.name,
        "amount": say_amount(one),
        "status": say_standing(one),
        "claim until": one.claim_until.isoformat() if one.claim_until else "",
        "how": "\n".join(map(clean, _steps(one))),
    }
    return said[name]


def _steps(one: Settlement) -> Iterator[str]:
    """The steps to an amount, without rows of the target that add nothing to it, and what these attained."""
    for line, after in zip_longest(one.lines, one.lines[1:]):
        told = line if line.amount is not None or after is None else after
        if told.amount is None or told.amount:
            yield line.text
