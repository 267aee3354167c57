"""The findings that one side has and the other has not, wherever they stand in their files now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from slacode.diagnostics import Diagnostic, sort_key

_Key = Callable[[Diagnostic], Hashable]
_NAME = re.compile(r"`[^`]*`")


def new(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that were not there before; what is allowed only now is another one, and so is what no longer is."""
    allowed = _without([one for one in after if one.allowed], [one for one in before if one.allowed])
    open_ = _without([one for one in after if not one.allowed], [one for one in before if not one.allowed])
    return tuple(sorted([*allowed, *open_], key=sort_key))


def mended(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that are gone; what is only allowed by now is not."""
    return _without(before, after)


def _without(findings: Sequence[Diagnostic], others: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that have no counterpart among others: of the same check and text, else about the same names."""
    left, rest = list(findings), list(others)
    for key in (_text, _names):
        left, rest = _unmatched(left, rest, key)
    return tuple(left)


def _text(finding: Diagnostic) -> Hashable:
    return finding.check, finding.message


def _names(finding: Diagnostic) -> Hashable:
    """What a finding is about: all that it names, whatever the figures are by now."""
    return finding.check, tuple(_NAME.findall(finding.message))


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
