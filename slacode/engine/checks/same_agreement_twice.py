"""The text of an SLA is written once, however many sites or departments it is for.

## What it finds

SLAs of one provider that say the same, word for word, but for their names and customers, who signed and owns them,
their terms and fees: written again for each site or department. Clauses that they share by extending the same `terms`
are written once, and not meant.

## Why it matters

Copies drift apart: a change that is made in one of them is forgotten in another, and nobody can tell any more whether
two sites are promised the same.

## Wrong

```sla
provider it
customer berlin
customer munich
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla berlin_support { between it and berlin target resolution { metric restore require 95% within 4h } }
sla munich_support { between it and munich target resolution { metric restore require 95% within 4h } }
```

## Right

```sla
provider it
customer berlin
customer munich
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

terms site_support { target resolution { metric restore require 95% within 4h } }
sla berlin_support { extends site_support between it and berlin }
sla munich_support { extends site_support between it and munich }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._agreements import latest
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import references
from slacode.engine.model.agreements import Agreement, Target, Version

SEVERITY = Severity.NOTE

# What may differ where one text is meant for several: who it is for, and what comes from that.
_OWN = frozenset({
    "at", "term_at", "hours_at", "title", "start", "end", "first", "last", "terminated", "receiver", "covers", "serves",
    "owner", "signatures", "clause", "fee",
})  # fmt: skip


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each text that stands more than once, at its second copy."""
    copies: dict[object, list[tuple[Agreement, Version]]] = {}
    for agreement, version in latest(subject, "sla"):
        if version.targets:
            copies.setdefault(_outline(agreement), []).append((agreement, version))
    for alike in copies.values():
        for same in _by_text(alike):
            yield from _finding(same)


def _outline(agreement: Agreement) -> object:
    """A cheap summary that copies share, so that few texts are compared in full."""
    return tuple(
        (v.provider, v.hours, len(v.penalties), len(v.exclusions), tuple(_outline_of(target) for target in v.targets))
        for v in agreement.versions
    )


def _outline_of(target: Target) -> object:
    promised = tuple((row.label, getattr(row.obligation, "share", None)) for row in target.rows)
    return target.name, target.metric, promised, tuple(ref.agreement for ref in references(target.support))


def _by_text(alike: list[tuple[Agreement, Version]]) -> Iterator[list[tuple[Agreement, Version]]]:
    if len(alike) < 2:
        return
    found: dict[object, list[tuple[Agreement, Version]]] = {}
    for agreement, version in alike:
        text = tuple(_text(one, _OWN) for one in agreement.versions)
        found.setdefault(text, []).append((agreement, version))
    yield from (same for same in found.values() if len(same) > 1)


def _text(value: object, left_out: frozenset[str] = frozenset({"at", "title", "clause"})) -> object:
    """What a part of an agreement says, wherever it stands and whatever it is called."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return tuple((name, _text(getattr(value, name))) for name in fields if name not in left_out)
    if isinstance(value, tuple):
        return tuple(_text(part) for part in value)
    return value


def _finding(same: list[tuple[Agreement, Version]]) -> Iterator[Diagnostic]:
    """Copies are told if they are for different customers, or for the same services; where they stand in one place,
    in terms that all of them extend, they are none."""
    written = {version.targets[0].at: (agreement, version) for agreement, version in same}
    copies = list(written.values())
    receivers = {version.receiver for _, version in copies}
    covered = {version.covers for _, version in copies}
    if len(copies) < 2 or (len(receivers) == 1 and len(covered) == len(copies)):
        return
    names = [agreement.name for agreement, _ in copies]
    (first, _), (second, _) = copies[:2]
    said = ", ".join(f"`{name}`" for name in names[:-1]) + f" and `{names[-1]}`"
    yield Diagnostic(
        "same-agreement-twice",
        SEVERITY,
        f"{said} say the same",
        second.at,
        f"the same clauses as in `{first.name}`",
        tuple(Label(one.at, "says the same") for one, _ in copies if one is not second and one.at),
        help=("write what they share once, as `terms`, and let each of them extend it",),
        data={"agreements": names},
    )
