"""An agreement is looked at again as often as it says.

## What it finds

An agreement with `review every ...` that was neither signed nor amended for longer than that, counted from the latest
of its signatures, its amendments and the first day of its term, up to the day that `--as-of` says. Without that day
nothing is raised, and nothing for an agreement that has not begun or is over.

## Why it matters

A review that was missed is seldom made up for by itself, and the promises grow out of date meanwhile. A review that
changed nothing is recorded by a signature: `signed 2026-06-15`.

## Wrong

```sla as of 2026-08-01
sla shop_support { term from 2026-01-01 review every 6 months }
```

## Right

```sla as of 2026-08-01
sla shop_support { term from 2026-01-01 review every 6 months signed 2026-06-15 }
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._agreements import is_over, latest
from slacode.engine.checks._dates import after
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement
from slacode.engine.wording import say_span

SEVERITY = Severity.NOTE
DEPENDS_ON_DATE = True


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each agreement in force whose last review lies too far back."""
    today = subject.as_of
    if today is None:
        return
    for agreement, version in latest(subject):
        looked_at = _looked_at(agreement, today)
        if version.review is None or looked_at is None or is_over(agreement, today):
            continue
        due = after(looked_at, version.review)
        if due < today:
            yield Diagnostic(
                "review-overdue",
                SEVERITY,
                f"`{agreement.name}` was to be reviewed by {due}",
                agreement.at,
                f"last signed or changed on {looked_at}, and to be reviewed every {say_span(version.review)}",
                help=("review it, and record that: sign it again (`signed ...`), or amend it",),
                data={"agreement": agreement.name, "due": due, "last": looked_at, "as_of": today},
            )


def _looked_at(agreement: Agreement, today: dt.date) -> dt.date | None:
    """The day on which both sides last looked at an agreement; None before its term, or where no day is known."""
    begins = agreement.versions[0].start
    if begins is not None and begins > today:
        return None
    dates = {version.start for version in agreement.versions if version.start and version.start <= today}
    dates |= {s.on for version in agreement.versions for s in version.signatures if s.on <= today}
    return max(dates, default=None)
