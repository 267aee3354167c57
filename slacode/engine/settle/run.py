"""The settlement of a policy: every penalty of every agreement, in the order in which periods end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from slacode.engine.evaluate.result import NotEvaluated, TargetResult
from slacode.engine.hours import HoursOf
from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.model.money import Penalty
from slacode.engine.model.policy import PolicyModel
from slacode.engine.settle.amounts import Question
from slacode.engine.settle.credit import Credit, Ledger, Name, credit_of
from slacode.engine.settle.facts import Breach, CauseKey, Facts, Line, Stretch, Unsettled
from slacode.engine.settle.fees import Purse, one_currency
from slacode.engine.settle.history import History
from slacode.engine.settle.later import claim_until, earned_back
from slacode.engine.settle.record import Right, Settlement, Standing
from slacode.engine.settle.rights import rights_of
from slacode.engine.settle.together import limited
from slacode.engine.wording import say_ref


@dataclass(frozen=True, slots=True)
class Settled:
    """All that is due, by agreement, penalty, entity, period and version; rights; and what could not be settled."""

    amounts: tuple[Settlement, ...]
    rights: tuple[Right, ...]
    not_settled: tuple[NotEvaluated, ...]


def settle(model: PolicyModel, facts: Facts) -> Settled:
    """Settle all agreements by what was found; see the language reference, 7.8, for the order.

    The order in which a text says its penalties, and that of the facts, change nothing.
    """
    hours = HoursOf(model)
    amounts: list[Settlement] = []
    rights: list[Right] = []
    left: list[NotEvaluated] = []
    for agreement in sorted(model.agreements, key=lambda agreement: agreement.name):
        one = _Agreement(agreement, facts, hours)
        amounts += sorted(one.amounts(), key=_order)
        rights += rights_of(agreement, one.history)
        left += one.not_settled
    return Settled(tuple(amounts), tuple(rights), tuple(left))


def name_of(penalty: Penalty) -> str:
    """What a penalty is called: its name, or what it is on: `penalty on resolution`."""
    return penalty.name or f"{penalty.kind} on {say_ref(penalty.target, None, penalty.row)}"


def _order(one: Settlement) -> tuple[str, str, str, Stretch, int, str]:
    return one.penalty, one.entity or "", one.kind, one.period, one.version, one.returned_for or ""


class _Agreement:
    """The settlement of one agreement."""

    def __init__(self, agreement: Agreement, facts: Facts, hours: HoursOf) -> None:
        results = [result for result in facts.results if result.agreement == agreement.name]
        self.agreement = agreement
        self.facts = facts
        self.hours = hours
        self.purse = Purse(agreement, facts.charges)
        self.history = History(agreement, results)
        self.results = results
        self.not_settled: list[NotEvaluated] = []

    def amounts(self) -> Iterator[Settlement]:
        """Penalties and bonuses, and what is earned back of them."""
        ledger = Ledger()
        asked = sorted(self._asked(), key=_when)
        for (_, number), together in groupby(asked, key=lambda one: (one[1].period.last, one[1].version.number)):
            credits_ = [credit for name, question in together for credit in self._credits(name, question, ledger)]
            version = self.agreement.versions[number - 1]
            final = self._limited(version, credits_, ledger)
            ledger.enter(final)
            for credit in final:
                yield self._settlement(credit)
                yield from self._earned_back(credit)

    def _credits(self, name: Name, question: Question, ledger: Ledger) -> Iterator[Credit]:
        past = self.history.of(question.penalty.target, question.penalty.row, name.entity)
        try:
            yield credit_of(name, question, past, ledger)
        except Unsettled as reason:
            self._leave(question.version, question.penalty, str(reason))

    def _limited(self, version: Version, credits_: list[Credit], ledger: Ledger) -> list[Credit]:
        try:
            return limited(version, self.purse, credits_, ledger)
        except Unsettled as reason:
            for credit in credits_:
                self._leave(version, credit.question.penalty, str(reason))
            return []

    def _asked(self) -> Iterator[tuple[Name, Question]]:
        """Every penalty, period and entity that there is something to say of."""
        for version in self.agreement.versions:
            for penalty in version.penalties:
                target = version.target(penalty.target)
                if target is not None and self._looks_at_all(version, penalty):
                    currency = self._currency(version, penalty)
                    if currency is not None:
                        yield from self._questions(version, penalty, target, currency)

    def _currency(self, version: Version, penalty: Penalty) -> str | None:
        """The one currency of a penalty; None after noting why it cannot be settled."""
        try:
            return one_currency(self.purse, version, penalty)
        except Unsettled as reason:
            self._leave(version, penalty, str(reason))
            return None

    def _looks_at_all(self, version: Version, penalty: Penalty) -> bool:
        """Whether every row that a penalty looks at was judged; if one cannot be, that is noted."""
        rows = (self.agreement.name, version.number, penalty.target)
        unclear, not_asked = (
            [row for *name, row in found if tuple(name) == rows and penalty.row in (None, row)]
            for found in (self.facts.unclear, self.facts.not_asked)
        )
        if unclear:
            refs = (say_ref(self.agreement.name, penalty.target, row) for row in sorted(unclear, key=str))
            self._leave(version, penalty, f"`{'`, `'.join(refs)}` cannot be judged")
        return not unclear and not not_asked

    def _leave(self, version: Version, penalty: Penalty, reason: str) -> None:
        left = NotEvaluated(self.agreement.name, version.number, name_of(penalty), None, reason)
        if left not in self.not_settled:
            self.not_settled.append(left)

    def _questions(
        self, version: Version, penalty: Penalty, target: Target, currency: str
    ) -> Iterator[tuple[Name, Question]]:
        key = (self.agreement.name, version.number, target.name)
        breaches = self.facts.breaches.get(key, ())
        causes = self.facts.causes.get(key, {})
        looked_at = [
            result
            for result in self.results
            if (result.version, result.target) == key[1:] and penalty.row in (None, result.row)
        ]
        for (entity, period), (results, stopped) in _by_period(looked_at, breaches, version.zone).items():
            yield (
                Name(name_of(penalty), entity),
                Question(
                    purse=self.purse,
                    version=version,
                    penalty=penalty,
                    target=target,
                    period=period,
                    currency=currency,
                    results=tuple(results),
                    breaches=tuple(stopped),
                    causes=tuple(causes.get(CauseKey(r.row, r.entity, r.period), frozenset()) for r in results),
                ),
            )

    def _settlement(self, credit: Credit) -> Settlement:
        question = credit.question
        penalty, version = question.penalty, question.version
        status: Standing = "provisional" if credit.provisional else "settled"
        if self.facts.as_of < credit.period.end:
            status = "open"
        due = credit.units > 0 and status != "open" and penalty.kind == "penalty"
        return Settlement(
            agreement=self.agreement.name,
            version=version.number,
            penalty=credit.name.penalty,
            kind=penalty.kind,
            target=penalty.target,
            row=penalty.row if penalty.row is not None else credit.due.row,
            entity=credit.name.entity,
            period=credit.period,
            status=status,
            units=credit.units,
            currency=credit.currency,
            claim_until=claim_until(penalty.claim, version, credit.period, self.hours) if due else None,
            returned_for=None,
            lines=(*credit.lines, *self._reservations(version, penalty, credit.units)),
            of_breaches=credit.of_breaches,
        )

    def _reservations(self, version: Version, penalty: Penalty, units: int) -> Iterator[Line]:
        reason = self.facts.without_causes.get((self.agreement.name, version.number, penalty.target))
        if reason is not None and units and penalty.kind == "penalty":
            yield Line(f"`one credit per cause by {version.one_credit_by}` leaves it alone: {reason}", None, version.at)
        left_out = any(row[0] == self.agreement.name for row in (*self.facts.not_asked, *self.facts.unclear))
        if left_out and (version.at_risk or version.caps or version.one_credit_by):
            yield Line("what limits all penalties together does not know of targets that were not judged")

    def _earned_back(self, credit: Credit) -> Iterator[Settlement]:
        penalty = credit.question.penalty
        past = self.history.of(penalty.target, penalty.row, credit.name.entity)
        for back in earned_back(credit, past):
            yield Settlement(
                agreement=self.agreement.name,
                version=credit.question.version.number,
                penalty=credit.name.penalty,
                kind="earn back",
                target=penalty.target,
                row=penalty.row,
                entity=credit.name.entity,
                period=back.period,
                status="provisional" if back.provisional else "settled",
                units=back.units,
                currency=credit.currency,
                claim_until=None,
                returned_for=credit.period.name,
                lines=back.lines,
            )


def _when(asked: tuple[Name, Question]) -> tuple[dt.date, int, str, str, Stretch]:
    """The order of settlement: as periods end; on one day the earlier version first, then by name."""
    name, question = asked
    return question.period.last, question.version.number, name.penalty, name.entity or "", question.period


def _by_period(
    results: Iterable[TargetResult], breaches: Iterable[Breach], zone: str
) -> dict[tuple[str | None, Stretch], tuple[list[TargetResult], list[Breach]]]:
    found: dict[tuple[str | None, Stretch], tuple[list[TargetResult], list[Breach]]] = {}
    for result in results:
        period = Stretch.of(result.period, result.start, result.end, zone)
        found.setdefault((result.entity, period), ([], []))[0].append(result)
    for breach in breaches:
        period = Stretch.of(breach.period, breach.start, breach.end, zone)
        found.setdefault((None, period), ([], []))[1].append(breach)
    return found
