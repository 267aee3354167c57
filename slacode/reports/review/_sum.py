"""What a review comes to, part by part."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from slacode.diagnostics import Diagnostic
from slacode.engine.testing.record import Status
from slacode.ground.saying import say_count
from slacode.reports import Findings
from slacode.reports.review import Reviewed
from slacode.reports.text import summary
from slacode.review.changes import KINDS

_LAYOUT = "not-formatted"
_OTHERS = frozenset({_LAYOUT, "test-failed", "base-not-understood", *KINDS.values()})


def parts(record: Reviewed) -> dict[str, str]:
    """What to say of the layout, the checks, the tests and the promises."""
    found = record.findings.diagnostics
    files = sum(d.check == _LAYOUT for d in found)
    checks = tuple(d for d in found if d.check not in _OTHERS)
    unformatted = f"{say_count(files, 'file')} {'is' if files == 1 else 'are'} not formatted"
    return {
        "layout": unformatted if files else "as it should be",
        "checks": summary(Findings(checks, {}, record.findings.settings)).strip() + _new(record),
        "tests": _tests(record),
        "promises": _promises(record, found),
    }


def _new(record: Reviewed) -> str:
    comparison, settings = record.review.comparison, record.findings.settings
    new = sum(d.allowed is None for d in settings.applied_to(comparison.new)) if comparison else 0
    return f"; {new:,} that {'was' if new == 1 else 'were'} not there before" if new else ""


def _tests(record: Reviewed) -> str:
    report = record.review.tests
    if report is None:
        return "not run"
    if not report.tests:
        return "there are none"
    counts = {status: report.count(status) for status in get_args(Status)}
    return ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)


def _promises(record: Reviewed, found: tuple[Diagnostic, ...]) -> str:
    comparison = record.review.comparison
    if comparison is None:
        return "not compared"
    if not comparison.differences:
        return f"the same as in {record.review.base.name}"
    effects = Counter(one.effect.customer for one in comparison.differences)
    said = [f"{count:,} {effect}" for effect, count in sorted(effects.items()) if effect != "neutral"]
    retroactive = sum(one.retroactive for one in comparison.differences)
    said += [f"{effects['neutral']:,} neutral"] if effects["neutral"] else []
    said += [f"{retroactive:,} of them in force already"] if retroactive else []
    reasons = sorted({d.allowed.reason for d in found if d.allowed and d.check in KINDS.values()})
    return "; ".join([f"for the customer {', '.join(said)}", *reasons])
