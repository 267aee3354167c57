"""The catalogue of services as checks see it: what is offered to customers, what is a part, and who covers what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, AgreementKind
from slacode.engine.model.policy import Service
from slacode.engine.model.support import Operation, ServiceRef, Support


def offered(subject: Subject) -> list[Service]:
    """The services that no other service needs or uses: those that customers get, by name."""
    services = subject.model.services
    parts = {part.service for service in services for part in needed_by(service.needs)}
    parts |= {name for service in services for name in service.uses}
    return [service for service in services if service.name not in parts]


def needed_by(needs: Support | None) -> Iterator[ServiceRef]:
    """Every part that a structure names, as often as it does, in the order of the text."""
    if isinstance(needs, ServiceRef):
        yield needs
    elif isinstance(needs, Operation):
        for part in needs.parts:
            yield from needed_by(part)


def covered_by(subject: Subject, *kinds: AgreementKind) -> Mapping[str, list[Agreement]]:
    """For each service the agreements of some kinds that cover it in any of their versions."""
    found: dict[str, list[Agreement]] = {}
    for agreement in subject.model.agreements:
        if agreement.kind in kinds:
            for service in dict.fromkeys(name for version in agreement.versions for name in version.covers):
                found.setdefault(service, []).append(agreement)
    return found
