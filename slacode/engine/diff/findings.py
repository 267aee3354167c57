"""The findings that one side has and the other has not, wherever they stand in their files now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from slacode.diagnostics import Diagnostic

_Key = Callable[[Diagnostic], Hashable]


def without(findings: Sequence[Diagnostic], others: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that have no counterpart among others: of the same check and text, else about the same promise."""
    left, rest = list(findings), list(others)
    for key in (_text, _subject):
        left, rest = _unmatched(left, rest, key)
    return tuple(left)


def _text(finding: Diagnostic) -> Hashable:
    return finding.check, finding.message, finding.allowed is None


def _subject(finding: Diagnostic) -> Hashable:
    """What a finding is about, if it says so; else the finding itself, which has no counterpart."""
    target = finding.data.get("target")
    return (finding.check, target, finding.allowed is None) if isinstance(target, str) else id(finding)


def _unmatched(
    findings: Sequence[Diagnostic], others: Sequence[Diagnostic], key: _Key
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Those of either side that are more than the other side has of their key."""
    counts = Counter(map(key, findings)), Counter(map(key, others))
    both = counts[0] & counts[1]
    return _beyond(findings, key, both.copy()), _beyond(others, key, both.copy())


def _beyond(findings: Sequence[Diagnostic], key: _Key, matched: Counter[Hashable]) -> list[Diagnostic]:
    left = []
    for finding in findings:
        if matched[key(finding)] > 0:
            matched[key(finding)] -= 1
        else:
            left.append(finding)
    return left
