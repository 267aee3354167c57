"""The kinds of changes that a review tells of as findings, and that a reviewer may accept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from slacode.diagnostics import Allowed, Diagnostic

KINDS = {"weakened": "promise-weakened", "retroactive": "changed-in-force", "undecidable": "promise-undecidable"}
"""Each with the name that its findings bear."""


def accepted(findings: Iterable[Diagnostic], reasons: Mapping[str, str]) -> list[Diagnostic]:
    """The findings, those on changes of some `KINDS` allowed, each for its reason, unless something allows them yet."""
    by_check = {KINDS[kind]: Allowed(None, reason, by_policy=False) for kind, reason in reasons.items()}
    return [replace(d, allowed=d.allowed or by_check.get(d.check)) for d in findings]
