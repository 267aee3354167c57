"""What findings about availability have in common: the promise in minutes, and the downtime behind it, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from slacode.diagnostics import DataValue, Diagnostic, Label, Severity
from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.downtime import DowntimeCase, WorstPeriod
from slacode.engine.proofs.downtime_claims import DowntimeClaim, Supplier
from slacode.engine.proofs.downtime_reasons import Behind, PartTime, behind
from slacode.engine.proofs.standing import percent_of, promised_percent, say_share
from slacode.engine.support.carriers import Part, Promise
from slacode.engine.wording import say_obligation, say_period, say_ref, say_worst


def ref_of(claim: DowntimeClaim) -> str:
    """The promise that is looked at."""
    return say_ref(*claim.key)


def told_key(claim: DowntimeClaim) -> tuple[object, ...]:
    """What makes two claims the same finding: the row and the promises behind it, whatever the version."""
    return (claim.promise.row, claim.entity, tuple(stage.row for part in claim.suppliers for stage in part.stages))


def say_promise(case: DowntimeCase, worst: WorstPeriod) -> str:
    """`99.95% per month is at most 21min36s of downtime in 2026-06`."""
    promise = case.claim.promise
    obligation, per = say_obligation(promise.row.obligation), say_period(promise.target.per)
    return f"`{obligation}` per {per} is at most {say_worst(worst.promised)} of downtime in {worst.name}"


def finding(
    subject: Subject, check: str, severity: Severity, case: DowntimeCase, message: str, help_: tuple[str, ...]
) -> Diagnostic:
    """A finding with the downtime of the worst period written out part by part."""
    worst = case.budgeted
    tree = behind(subject.downtimes, case.claim, worst.period, "budgeted")
    return Diagnostic(
        check,
        severity,
        message,
        case.claim.promise.row.at,
        "promised here",
        tuple(labels(case.claim.suppliers)),
        help=help_,
        notes=(say_promise(case, worst), *_said(tree), *_figures(case, worst)),
        data=_data(case, worst),
    )


def labels(suppliers: tuple[Supplier, ...]) -> Iterator[Label]:
    """The clauses of the parts, each once."""
    places = {stage.row.at: "promised behind it" for part in suppliers for stage in part.stages}
    for part in suppliers:
        if part.lack == "single outages" and isinstance(part.carrier, Promise):
            places[part.carrier.row.at] = "limits single outages, not their sum"
    return (Label(at, text) for at, text in places.items() if at)


def name_of(part: Supplier) -> str:
    """The promise that a part makes, or the service that nothing promises."""
    return f"service {part.name}" if isinstance(part.carrier, Part) else part.name


def _said(node: Behind) -> Iterator[str]:
    """The parts one by one, then how they add up."""
    for part in node.parts:
        yield from _said(part)
    if node.part is not None:
        yield _say_part(node.part)
    elif len(node.parts) > 1:
        yield _say_sum(node)


def _say_part(part: PartTime) -> str:
    name, budget = name_of(part.supplier), say_worst(part.budget)
    if part.supplier.lack == "single outages":
        return f"`{name}` limits single outages and not their sum, so it may be down all the time"
    if part.supplier.lack:
        return f"`{name}` promises no limit of its downtime, and is left out of this"
    pieces = [piece for piece in part.pieces if piece.budget]
    if len(pieces) == 1 and pieces[0].allowed > part.budget:
        allowed = say_worst(pieces[0].allowed)
        return f"`{name}` allows {allowed} in a period of its own, of which {budget} may fall into this one"
    if len(pieces) > 1:
        said = " + ".join(say_worst(piece.budget) for piece in pieces) if len(pieces) <= 7 else "together"
        return f"`{name}` allows, in {len(pieces)} periods of its own that meet this one, {said} = {budget}"
    return f"`{name}` allows {budget}"


def _say_sum(node: Behind) -> str:
    downtime = say_worst(node.downtime)
    if node.never_together:
        return f"one of them is always up, {node.never_together}: {downtime}"
    if node.op == "all" and node.adds_up:
        return f"all are needed: {' + '.join(say_worst(part.downtime) for part in node.parts)} = {downtime}"
    words = {"any": "any of them is enough", "k of": f"{node.k} of them are enough", "all": "all are needed"}
    most = "at most" if node.exact else "no more than"
    return f"{words.get(node.op or '', 'together')}: {most} {downtime}"


def _figures(case: DowntimeCase, worst: WorstPeriod) -> Iterator[str]:
    guaranteed = say_worst(worst.downtime)
    independent = "" if case.independent is None else f", {say_share(case.independent)} up if they fail independently"
    yield f"guaranteed no more than {guaranteed} of downtime{independent}, {say_share(case.best)} up at the very best"
    if case.claim.open_until is not None:
        yield f"the term is open: its periods were searched up to the end of {case.claim.open_until - 1}"


def _data(case: DowntimeCase, worst: WorstPeriod) -> dict[str, DataValue]:
    return {
        "target": ref_of(case.claim),
        "version": case.claim.promise.version.number,
        "entity": case.claim.entity,
        "period": worst.name,
        "agreed_s": Decimal(worst.agreed) / 1_000_000,
        "promised_downtime_s": Decimal(worst.promised) / 1_000_000,
        "guaranteed_downtime_s": Decimal(worst.downtime) / 1_000_000,
        "exact": worst.exact,
        "share": promised_percent(case.required),
        "independent_share": None if case.independent is None else percent_of(case.independent),
        "best_share": percent_of(case.best),
    }
