"""Compares two policies, model by model: names, declarations, and every agreement, version against version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from slacode.diagnostics import Location
from slacode.engine.calendar.instants import from_us
from slacode.engine.diff import declared, splits
from slacode.engine.diff.both import Both, Found, World, matched
from slacode.engine.diff.clauses import parts
from slacode.engine.diff.content import leaves, same
from slacode.engine.diff.record import Difference, Effects
from slacode.engine.diff.renames import Rename
from slacode.engine.diff.timeline import EVER, NEVER, Stretch, compared, stretches
from slacode.engine.model.agreements import Agreement, AgreementKind
from slacode.engine.model.base import Node
from slacode.engine.model.metrics import Availability

_ONE_DAY = dt.timedelta(days=1)
_Place = tuple[str, int, int]
_IN_ANY_ORDER = ("targets", "penalties", "exclusions", "terminations", "caps", "covers", "signatures")


class _Dated(NamedTuple):
    """A difference, and the days on which it holds where it does not always: from `begins` on, until `ends`."""

    difference: Difference
    begins: dt.date | None = None
    ends: dt.date | None = None


def differences(world: World, renames: Iterable[Rename]) -> tuple[Difference, ...]:
    """All that differs, in the order of names; `world` has the base with the names of the head."""
    found = [_of_rename(world, rename) for rename in renames]
    found += _merged(_of_agreements(world))
    said = {(difference.ref, difference.what) for difference in found}
    found += [_difference(one, one.of or "", "sla") for one in declared.compare(world, said)]
    return tuple(sorted(found, key=_order))


def _order(difference: Difference) -> tuple[object, ...]:
    return difference.ref, difference.what, difference.change, difference.message, _place(difference.after)


def _place(at: Location | None) -> _Place:
    return (at.path, at.line, at.column) if at else ("", 0, 0)


def _of_rename(world: World, rename: Rename) -> Difference:
    """A new name binds nobody; but a log may know a service by the old one."""
    message = f"{rename.kind} `{rename.after}` is the one that was called `{rename.before}`"
    effects = Effects()
    if rename.kind == "service" and _is_judged(world, rename.after):
        titles = (side.services[rename.after].title for side in (world.base, world.head))
        message += ": a log may know it by its old name"
        effects = Effects() if len({*titles, None}) == 2 else Effects.of("sla", "undecidable")
    return Difference(rename.after, "renamed", rename.kind, effects, False, message, rename.was_at, rename.is_at)


def _is_judged(world: World, service: str) -> bool:
    """Whether an availability is promised of a service."""
    judged = {name for name, metric in world.head.metrics.items() if isinstance(metric.measure, Availability)}
    return any(
        service in version.covers and target.metric in judged
        for agreement in world.head.model.agreements
        for version in agreement.versions
        for target in version.targets
    )


def _of_agreements(world: World) -> Iterator[_Dated]:
    for base, head in matched(world.base.model.agreements, world.head.model.agreements, lambda one: one.name):
        if base is None and head is not None:
            message, effects = f"{head.kind} `{head.name}` is new", Effects.of(head.kind, "strengthened")
            yield _Dated(Difference(head.name, "added", head.kind, effects, False, message, None, head.at))
        elif head is None and base is not None:
            yield _Dated(_removed(world, base))
        elif base is not None and head is not None:
            yield from _of_agreement(world, base, head)


def _removed(world: World, base: Agreement) -> Difference:
    begins = min((version.start or EVER for version in base.versions), default=EVER)
    message = f"{base.kind} `{base.name}` is gone: all that it promised is promised no longer"
    effects = Effects.of(base.kind, "weakened")
    return Difference(base.name, "removed", base.kind, effects, begins <= world.as_of, message, base.at, None)


def _of_agreement(world: World, base: Agreement, head: Agreement) -> Iterator[_Dated]:
    found: list[_Dated] = []
    if base.kind != head.kind:
        message = f"`{head.name}` is of kind {head.kind}, it was of kind {base.kind}"
        found.append(_Dated(_whole("kind", message, base, head)))
    found += [_Dated(_begun(one, head, world.as_of)) for one in splits.compare(base, head)]
    found += [_Dated(one) for one in _terms(world, base, head)]
    every = list(compared(base, head))
    for stretch in every:
        days = stretch.first > min(one.first for one in every), stretch.last < max(one.last for one in every)
        found += _of_versions(world, base, head, stretch, *days)
    if not found and not same(_ordered(base), _ordered(head)):
        message = f"`{head.name}` says something else, and what that comes to cannot be told"
        found.append(_Dated(_whole("agreement", message, base, head)))
    yield from found


def _whole(what: str, message: str, base: Agreement, head: Agreement) -> Difference:
    return _difference(Found(what, "undecidable", message, before=base.at, after=head.at), head.name, head.kind)


def _ordered(agreement: Agreement) -> Agreement:
    """The agreement with those clauses in one order whose order says nothing."""
    versions = tuple(
        version.model_copy(update={name: tuple(sorted(getattr(version, name), key=_content)) for name in _IN_ANY_ORDER})
        for version in agreement.versions
    )
    return agreement.model_copy(update={"versions": versions})


def _content(node: Node) -> list[str]:
    return sorted(map(repr, leaves(node)))


def _of_versions(
    world: World, base: Agreement, head: Agreement, stretch: Stretch, later: bool, over: bool
) -> Iterator[_Dated]:
    """What differs between two versions; `later` and `over`: others stood before them, or stand after them."""
    assert stretch.base is not None and stretch.head is not None  # noqa: PT018, S101 - two versions to compare
    both = Both(world, (base, head), stretch.base, stretch.head, stretch.first, stretch.last)
    for part in parts():
        for found in part.compare(both):
            one = _difference(found, found.of or (f"{head.name}.{found.ref}" if found.ref else head.name), head.kind)
            begins = both.first if later and found.of is None else None
            ends = both.last if over and found.of is None else None
            yield _Dated(replace(one, retroactive=_is_retroactive(one, found, both)), begins, ends)


def _difference(found: Found, ref: str, kind: AgreementKind) -> Difference:
    effects = Effects.of(kind, found.effect, found.giver)
    return Difference(ref, found.change, found.what, effects, False, found.message, found.before, found.after)


def _is_retroactive(difference: Difference, found: Found, both: Both) -> bool:
    """Whether something changes that was in force, or over, as of the comparison."""
    if difference.effect.is_neutral:
        return False
    since = both.first if found.since is None else max(both.first, from_us(found.since).date())
    return since <= both.world.as_of


def _begun(found: Found, head: Agreement, as_of: dt.date) -> Difference:
    """A version that begins, or no longer begins, on a day that is over."""
    one = _difference(found, head.name, head.kind)
    version = next((v for v in head.versions if v.at == found.after), None)
    begins = version.start if version and version.start else None
    return replace(one, retroactive=not one.effect.is_neutral and begins is not None and begins <= as_of)


def _terms(world: World, base: Agreement, head: Agreement) -> Iterator[Difference]:
    """The days on which only one side is in force."""
    for stretch in _joined(stretches(base, head)):
        lost = stretch.head is None
        dates = _say_dates(stretch)
        message = f"`{head.name}` is {'no longer' if lost else 'now'} in force {dates}"
        at = base.versions[0].term_at or base.at, head.versions[-1].term_at or head.at
        found = Found("term", "weakened" if lost else "strengthened", message, before=at[0], after=at[1])
        yield replace(_difference(found, head.name, head.kind), retroactive=stretch.first <= world.as_of)


def _joined(every: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches in which one side is not in force, those that follow each other as one."""
    waiting: Stretch | None = None
    for one in every:
        if waiting is not None and one.first == waiting.last + _ONE_DAY and _alone(one) == _alone(waiting):
            waiting = replace(waiting, last=one.last)
            continue
        if waiting is not None and _alone(waiting):
            yield waiting
        waiting = one
    if waiting is not None and _alone(waiting):
        yield waiting


def _alone(stretch: Stretch) -> str:
    return "base" if stretch.head is None else "head" if stretch.base is None else ""


def _say_days(begins: dt.date | None, ends: dt.date | None) -> str:
    if begins is None:
        return f"until {ends}" if ends else ""
    return f"from {begins} to {ends}" if ends else f"from {begins} on"


def _say_dates(stretch: Stretch) -> str:
    if stretch.first == EVER:
        return f"until {stretch.last}" if stretch.last != NEVER else "at any time"
    return f"from {stretch.first} on" if stretch.last == NEVER else f"from {stretch.first} to {stretch.last}"


def _merged(every: Iterable[_Dated]) -> list[Difference]:
    """One difference for what shows in several versions, or in several agreements that share what changed."""
    groups: dict[tuple[object, ...], list[_Dated]] = {}
    for dated in every:
        one = dated.difference
        groups.setdefault((one.ref, one.change, one.what, one.message), []).append(dated)
    return [_one(group) for group in groups.values()]


def _one(group: list[_Dated]) -> Difference:
    """What holds for some versions alone says for which days."""
    first, last = group[0], group[-1]
    days = _say_days(first.begins, last.ends)
    return replace(
        first.difference,
        message=f"{days} {first.difference.message}".strip(),
        effect=Effects.joined(dated.difference.effect for dated in group),
        retroactive=any(dated.difference.retroactive for dated in group),
    )
