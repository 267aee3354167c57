"""The shares behind a promise of time, whenever a promise behind it changes, for the two checks that look at them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from slacode.diagnostics import DataValue, Diagnostic, Label, Severity
from slacode.engine.calendar.instants import from_us
from slacode.engine.calendar.zones import zone_named
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Within
from slacode.engine.model.support import EVERY
from slacode.engine.proofs.paths import Path, Stage, Step, TimeClaim, steps_of
from slacode.engine.proofs.shares import ShareJoin, ShareLeaf, Shares, ShareTree, promised_share, shares_of_path
from slacode.engine.support.carriers import RowKey
from slacode.engine.wording import say_percent, say_ref

_SHOWN = Context(prec=8, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class ShareCase:
    """A promised share (0 to 1) and what the promises behind it come to, from an instant on."""

    claim: TimeClaim
    promised: Fraction
    behind: Shares
    since: int
    stages: tuple[tuple[Step, Stage], ...]


def share_cases(subject: Subject) -> Iterator[ShareCase]:
    """Every promise of a share with the shares behind it, at the beginning and whenever one behind it changes."""
    known: dict[Hashable, Shares] = {}
    for claim in subject.time_claims:
        if claim.path is None:
            continue
        promised = promised_share(claim.row.obligation)
        assert promised is not None  # noqa: S101 - a promise of time is one of a share
        steps = list(steps_of(claim.path))
        changes = {start for step in steps for start in step.starts if claim.first < start <= claim.last}
        for since in (claim.first, *sorted(changes)):
            stages = tuple((step, step.at(since)) for step in steps)
            key = _outline(claim.path, since, {})
            if key not in known:
                known[key] = shares_of_path(_tree(claim.path, since))
            yield ShareCase(claim, promised, known[key], since, stages)


def _outline(path: Path, since: int, places: dict[RowKey, int]) -> Hashable:
    """What tells one path of shares from another: its shape, the shares, and which promises stand in it twice."""
    if isinstance(path, Step):
        return places.setdefault(path.key, len(places)), _obligation(path.at(since)).share
    return path.op, *(_outline(part, since, places) for part in path.parts)


def _tree(path: Path, since: int) -> ShareTree:
    if isinstance(path, Step):
        return ShareLeaf(path.key, _share_of(path.at(since)))
    return ShareJoin(path.op in EVERY, tuple(_tree(part, since) for part in path.parts))


def finding(check: str, severity: Severity, case: ShareCase, message: str, help_: str) -> Diagnostic:
    """A finding with the sum written out: what each promise behind leaves unkept, and the three figures."""
    return Diagnostic(
        check,
        severity,
        message,
        case.claim.row.at,
        f"{say_share(case.promised)} promised here",
        tuple(Label(s.row.at, f"{say_share(_share_of(s))} promised here") for _, s in case.stages if s.row.at),
        help=(help_,),
        notes=tuple(_notes(case)),
        data=_data(case),
    )


def told_key(case: ShareCase) -> tuple[object, ...]:
    """What makes two cases the same finding: the row and the promises behind it, whatever the version and the time."""
    return (case.claim.row, tuple(stage.row for _, stage in case.stages))


def say_ref_of(case: ShareCase) -> str:
    """The promise that is looked at."""
    return say_ref(*case.claim.key)


def say_share(share: Fraction) -> str:
    """A share from 0 to 1 as a percentage, to eight digits."""
    return say_percent(_percent(share))


def _percent(share: Fraction) -> Decimal:
    return _SHOWN.divide(Decimal(share.numerator * 100), Decimal(share.denominator))


def _share_of(stage: Stage) -> Fraction:
    return Fraction(_obligation(stage).share) / 100


def _obligation(stage: Stage) -> Within:
    assert isinstance(stage.row.obligation, Within)  # noqa: S101 - a step promises a time
    return stage.row.obligation


def _notes(case: ShareCase) -> Iterator[str]:
    behind, claim = case.behind, case.claim
    if case.since > claim.first:
        zone = zone_named(claim.version.zone).tzinfo
        yield f"so from {from_us(case.since, zone):%Y-%m-%d} on, when a promise behind it changes"
    if claim.path is not None and _adds_up(claim.path) and len(case.stages) > 1:
        missed = " + ".join(say_share(1 - _share_of(stage)) for _, stage in case.stages)
        total = sum((1 - _share_of(stage) for _, stage in case.stages), Fraction(0))
        yield f"in the worst case other cases are late with each: {missed} = {say_share(total)} late"
    independent = "" if behind.independent is None else f", {say_share(behind.independent)} if they are independent"
    yield f"guaranteed {say_share(behind.guaranteed)}{independent}, at the very best {say_share(behind.best)}"
    yield (
        "this holds if the cases of those behind it are the ones of this promise; "
        "one that serves others too may be late just here"
    )


def _adds_up(path: Path) -> bool:
    """Whether every promise of a path is needed, so that what each leaves unkept adds up."""
    return isinstance(path, Step) or (path.op in EVERY and all(map(_adds_up, path.parts)))


def _data(case: ShareCase) -> dict[str, DataValue]:
    behind = case.behind
    return {
        "target": say_ref_of(case),
        "version": case.claim.version.number,
        "share": _percent(case.promised),
        "guaranteed_share": _percent(behind.guaranteed),
        "independent_share": None if behind.independent is None else _percent(behind.independent),
        "best_share": _percent(behind.best),
        "supports": [
            {"ref": say_ref(*step.key), "share": _percent(_share_of(stage))} for step, stage in case.stages
        ],
    }
