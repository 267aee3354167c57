"""Rights to terminate: so many misses in so long a time (language reference, 7.8). A right, not an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slacode.engine.lookup import version_on
from slacode.engine.model.agreements import Agreement, Termination, Version
from slacode.engine.settle.history import History, Past
from slacode.engine.settle.record import Miss, Right
from slacode.engine.settle.spans import rolling_span
from slacode.engine.wording import say_span

Missed = tuple[Past, Miss]


def rights_of(agreement: Agreement, history: History) -> Iterator[Right]:
    """The rights that misses gave rise to, each at the end of the period whose miss brought the number about.

    A miss is a target (for each service, where services are judged) that is missed in a period, however many of its
    rows are; periods count by their last date, those that are not over not at all.
    """
    misses = sorted(_misses(history), key=lambda one: (one[0].period, one[1].target, one[1].entity or ""))
    for on in sorted({past.period.last for past, _ in misses}):
        version = version_on(agreement, on)
        for clause in version.terminations:
            span = rolling_span(clause.span, on)
            counted = [one for one in misses if span.first <= one[0].period.last <= span.last]
            if len(counted) >= clause.misses:
                yield _right(agreement, version, clause, counted)


def _right(agreement: Agreement, version: Version, clause: Termination, counted: list[Missed]) -> Right:
    provisional = any(past.provisional for past, _ in counted)
    return Right(
        agreement=agreement.name,
        version=version.number,
        clause=f"terminate after {clause.misses} misses in {say_span(clause.span)}",
        on=counted[-1][0].period.last,
        status="provisional" if provisional else "settled",
        misses=tuple(miss for _, miss in counted),
        at=clause.at,
    )


def _misses(history: History) -> Iterable[Missed]:
    for target, entity in history.whole_targets():
        for past in history.of(target, None, entity):
            if past.status == "missed":
                yield past, Miss(target, entity, past.period.name)
