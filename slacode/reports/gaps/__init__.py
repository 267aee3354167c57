"""The gap analysis: what no agreement covers, grouped from the findings of checks; one file for each format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic, sort_key
from slacode.reports._formats import Render, renderer

GROUPS = {
    "service-without-agreement": "services without an SLA",
    "part-without-agreement": "parts of services without an OLA or underpinning contract",
    "target-without-support": "targets of SLAs that nothing stands behind",
    "hours-not-covered": "hours that what stands behind does not cover",
    "term-not-covered": "dates on which what stands behind is not in force",
}
"""The checks that tell of gaps, in the order of the report, and what their findings are called there."""


@dataclass(frozen=True, slots=True)
class Group:
    """The gaps of one kind, those that a policy allows among them."""

    check: str
    title: str
    findings: tuple[Diagnostic, ...]

    @property
    def open(self) -> tuple[Diagnostic, ...]:
        """The gaps that no policy allows (language reference, 9)."""
        return tuple(finding for finding in self.findings if finding.allowed is None)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The whole report: every group, empty ones too, and how much was looked at."""

    groups: tuple[Group, ...]
    services: int
    agreements: int
    targets: int

    @classmethod
    def of(cls, findings: Iterable[Diagnostic], services: int, agreements: int, targets: int) -> Gaps:
        """The report of what checks found; findings of other checks are left out."""
        found = sorted(findings, key=sort_key)
        groups = (
            Group(check, title, tuple(finding for finding in found if finding.check == check))
            for check, title in GROUPS.items()
        )
        return cls(tuple(groups), services, agreements, targets)

    @property
    def open(self) -> int:
        """How many gaps there are that no policy allows."""
        return sum(len(group.open) for group in self.groups)


render_gaps: Render[Gaps] = renderer(__name__, "gaps")
"""The gap analysis in a format."""
