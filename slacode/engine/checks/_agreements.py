"""What checks of single agreements share: how each stands in its last version, and whether its term is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, AgreementKind, Exempt, Target, Version
from slacode.engine.terms import term_of

NOUNS = {"sla": "SLA", "ola": "OLA", "uc": "underpinning contract"}
"""The kinds of agreements in words."""


def latest(subject: Subject, *kinds: AgreementKind) -> Iterator[tuple[Agreement, Version]]:
    """Every agreement, or those of some kinds, with its last version."""
    for agreement in subject.model.agreements:
        if not kinds or agreement.kind in kinds:
            yield agreement, agreement.versions[-1]


def is_over(agreement: Agreement, day: dt.date) -> bool:
    """Whether the term of an agreement ended before a local day."""
    last = term_of(agreement)[1]
    return last is not None and last < day


def promises(target: Target) -> bool:
    """Whether a target promises something."""
    return any(not isinstance(row.obligation, Exempt) for row in target.rows)


def can_be_measured(target: Target) -> bool:
    """Whether a target promises something that can be measured."""
    return target.metric is not None and promises(target)
