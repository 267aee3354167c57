"""What limits the penalties of an agreement together: one credit per cause, at risk, `cap penalties` (7.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from slacode.engine.model.agreements import Version
from slacode.engine.model.money import Cap
from slacode.engine.model.values import Span
from slacode.engine.settle.credit import Credit, Ledger
from slacode.engine.settle.facts import Line
from slacode.engine.settle.fees import Purse
from slacode.engine.settle.money import in_full, say, spread, whole_units
from slacode.engine.settle.spans import cap_spans, say_span_dates
from slacode.engine.wording import say_cap


def limited(version: Version, purse: Purse, credits_: Sequence[Credit], ledger: Ledger) -> list[Credit]:
    """Credits of one version whose periods end on one day, after all that limits them together.

    Their order is that of their names, so that the order of the text means nothing. Bonuses are not limited.
    """
    found = list(credits_)
    if version.one_credit_by is not None:
        found = _one_per_cause(found, version)
    if version.at_risk is not None:
        risk = version.at_risk
        pool = Cap(at=risk.at, amount=risk.amount, span=Span(count=1, unit=risk.per))
        found = _Limit(purse, version, pool, f"at risk {say_cap(pool)}").hold(found, ledger)
    for cap in sorted(version.caps, key=lambda cap: (say_cap(cap), str(cap.at))):
        found = _Limit(purse, version, cap, f"cap penalties at {say_cap(cap)}").hold(found, ledger)
    return found


def _one_per_cause(credits_: list[Credit], version: Version) -> list[Credit]:
    """Of the credits that are due to one cause the highest stands.

    A credit is what a penalty's tiers gave, or its breaches of one cause. It falls if every cause of it has a higher
    one; with a cause that is not known it stands. What a penalty adds for each breach is no rival of its own tiers.
    """
    ranked = sorted(
        ((i, j) for i, credit in enumerate(credits_) if _counts(credit) for j in range(len(credit.portions))),
        key=lambda at: (-credits_[at[0]].portions[at[1]], at),
    )
    taken: dict[tuple[str, str], set[tuple[int, bool]]] = {}
    fallen: dict[int, list[tuple[int, str]]] = {}
    for i, j in ranked:
        credit, part = credits_[i], credits_[i].due.parts[j]
        holders = [taken.setdefault((credit.currency, cause), set()) for cause in sorted(part.causes)]
        rivals = [held - {(i, not part.of_breach)} for held in holders]
        if part.spare or (rivals and all(rivals)):
            fallen.setdefault(i, []).append((j, ", ".join(sorted(part.causes))))
        else:
            for held in holders:
                held.add((i, part.of_breach))
    provisional = any(credit.provisional for credit in credits_)
    return [_without(credit, fallen.get(i, []), version, provisional) for i, credit in enumerate(credits_)]


def _without(credit: Credit, fallen: list[tuple[int, str]], version: Version, provisional: bool) -> Credit:
    places = {j for j, _ in fallen if credit.portions[j]}
    if not places:
        return credit
    portions = [0 if j in places else units for j, units in enumerate(credit.portions)]
    causes = ", ".join(sorted({f"`{cause}`" for j, cause in fallen if j in places}))
    left = in_full(sum(portions), credit.currency)
    rule = f"`one credit per cause by {version.one_credit_by}`"
    text = f"{rule}: a higher one stands for {causes}; {say(credit.currency, left)} is left"
    return credit.reduced(portions, Line(text, left, version.at), provisional)


def _counts(credit: Credit) -> bool:
    return credit.question.penalty.kind == "penalty"


class _Limit:
    """One limit on all penalties together."""

    def __init__(self, purse: Purse, version: Version, cap: Cap, said: str) -> None:
        self._purse = purse
        self._version = version
        self._cap = cap
        self._said = said
        self._currency = purse.currency(version, cap.amount)

    def hold(self, credits_: list[Credit], ledger: Ledger) -> list[Credit]:
        """The credits within the limit: those of the shortest periods first, as their spans are the narrowest."""
        begins = sorted({credit.period.first for credit in credits_ if _counts(credit)}, reverse=True)
        for first in begins:
            credits_ = self._hold_since(first, credits_, ledger)
        return credits_

    def _hold_since(self, first: dt.date, credits_: list[Credit], ledger: Ledger) -> list[Credit]:
        chosen = [i for i, credit in enumerate(credits_) if credit.period.first >= first and self._is_limited(credit)]
        if not chosen:
            return credits_
        longest = min((credits_[i] for i in chosen), key=lambda credit: credit.period.first)
        per = longest.question.target.per
        spans = cap_spans(self._cap, per, longest.period)
        limit = self._purse.limit(self._version, self._cap.amount, spans, per)
        taken = ledger.taken(spans, self._currency)
        left = max(limit - taken, Fraction(0))
        units = [credits_[i].units for i in chosen]
        if sum(units) <= whole_units(left, self._currency):
            return credits_
        text = f"`{self._said}` is {self._say(limit)} in {say_span_dates(spans)}"
        text += f", of which earlier periods took {self._say(taken)}" if taken else ""
        wanted = in_full(sum(units), self._currency)
        text += f"; {self._say(left)} is left for the {self._say(wanted)} of {_names(credits_[i] for i in chosen)}"
        reduced = list(credits_)
        provisional = ledger.is_provisional(spans, self._currency) or any(credits_[i].provisional for i in chosen)
        for i, share in zip(chosen, spread(whole_units(left, self._currency), units), strict=True):
            portions = spread(share, list(credits_[i].portions))
            amount = in_full(share, self._currency)
            line = Line(f"{text}: {self._say(amount)} falls to this one", amount, self._cap.at)
            reduced[i] = credits_[i].reduced(portions, line, provisional)
        return reduced

    def _is_limited(self, credit: Credit) -> bool:
        return _counts(credit) and credit.currency == self._currency and credit.units > 0

    def _say(self, amount: Fraction) -> str:
        return say(self._currency, amount)


def _names(credits_: Iterable[Credit]) -> str:
    return ", ".join(
        f"`{credit.name.penalty}`" + (f" for {credit.name.entity}" if credit.name.entity else "") for credit in credits_
    )
