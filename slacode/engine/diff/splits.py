"""Where versions begin: within a period one splits it, and each part is judged on its own (language reference, 7.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from slacode.engine.diff.both import Found
from slacode.engine.model.agreements import Agreement, Version
from slacode.engine.model.values import Period
from slacode.engine.wording import quote

FIELDS = {
    "Agreement": frozenset({"versions", "kind", "name"}),
    "Version": frozenset({"number", "start", "end", "first", "last", "terminated"}),
}


def compare(base: Agreement, head: Agreement) -> Iterator[Found]:
    """Each day on which a version begins on one side only."""
    before, after = _begins(base), _begins(head)
    for day in sorted(before.keys() ^ after.keys()):
        version = after.get(day) or before[day]
        added = day in after
        split = sorted({target.name for target in version.targets if not _begins_on(target.per, day)})
        effect = "undecidable" if split else "neutral"
        word = "begins" if added else "begins no longer"
        title = f", {quote(version.title)}," if version.title else ""
        said = f"a version{title} {word} on {day}"
        if split:
            names = ", ".join(f"`{name}`" for name in split)
            said += f", within a period of {names}: {'its parts are' if added else 'it is no longer'} judged apart"
        yield Found(
            "version",
            effect,  # type: ignore[arg-type]
            said,
            change="added" if added else "removed",
            before=None if added else version.at,
            after=version.at if added else None,
        )


def _begins(agreement: Agreement) -> dict[dt.date, Version]:
    """The later versions by their first day."""
    return {version.start: version for version in agreement.versions[1:] if version.start is not None}


def _begins_on(per: Period, day: dt.date) -> bool:
    """Whether a period begins on a day."""
    if per.rolling:
        return False
    if per.unit == "day":
        return True
    if per.unit == "week":
        return day.weekday() == 0
    months = {"month": 1, "quarter": 3, "year": 12}[per.unit]
    return day.day == (per.from_day or 1) and (day.month - 1) % months == 0
