"""What checks of support share: the references of an expression, and the days on which a target stands."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.checks._dates import Dates, stretch
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, Exempt, Row, Target, Version
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.support import Operation, Support, SupportRef
from slacode.engine.support.carriers import Carrier, Group, Part, Promise, support_of
from slacode.engine.terms import term_of


def references(support: Support | None) -> Iterator[SupportRef]:
    """Every reference of an expression to a target, in the order of the text."""
    if isinstance(support, SupportRef):
        yield support
    elif isinstance(support, Operation):
        for part in support.parts:
            yield from references(part)


def promising_rows(target: Target) -> list[Row]:
    """The rows of a target that promise something."""
    return [row for row in target.rows if not isinstance(row.obligation, Exempt)]


def derived(lookup: Lookup, agreement: Agreement, version: Version, target: Target) -> Carrier | None:
    """What carries a target that does not say it, as its services tell (language reference, 8.2)."""
    rows = promising_rows(target)
    return support_of(lookup, Promise(agreement, version, target, rows[0])) if rows and not target.support else None


def gaps_in(carrier: Carrier | None) -> Iterator[Part]:
    """The parts of services that nothing is known to stand behind."""
    if isinstance(carrier, Part):
        if carrier.behind is None:
            yield carrier
        else:
            yield from gaps_in(carrier.behind)
    elif isinstance(carrier, Group):
        for part in carrier.parts:
            yield from gaps_in(part)


def in_force(agreement: Agreement, version: Version) -> Dates:
    """The local dates on which a version is in force: its own, as far as the whole term goes."""
    (first, last), (begin, end) = stretch(version.start, version.end), stretch(*term_of(agreement))
    first, last = max(first, begin), min(last, end)
    return Dates(((first, last),) if first <= last else ())


def standing(agreement: Agreement, target: str) -> Dates:
    """The local dates on which a target of an agreement stands, over all its versions."""
    versions = [version for version in agreement.versions if version.target(target) is not None]
    return Dates.of(one for version in versions for one in in_force(agreement, version).stretches)


def says_what_stands_behind(model: PolicyModel) -> bool:
    """Whether a policy set is about support at all: one of SLAs alone, such as those of others, is not."""
    return any(agreement.kind != "sla" for agreement in model.agreements)
