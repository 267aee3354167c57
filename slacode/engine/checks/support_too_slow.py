"""What stands behind a promise of time carries it, whenever a case is raised.

## What it finds

A target whose OLAs and underpinning contracts may together use more time than it promises, though each of them keeps
its word. Every moment of the term is looked at as the start of a case, on the real calendars of all who take part:
their hours, holidays, time zones and clock changes, and what they exclude. The finding shows the moment at which it
goes wrong most, each hand-over, and by how much the promise is missed, so that it can be followed on a wall calendar.

## Why it matters

A promise that its supports cannot carry is broken by nobody in particular: each team keeps its own agreement, and the
customer is still kept waiting. Usually it is not the number of hours that is wrong, but the hours they are counted in.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric triage = clock on tickets { start when status == new stop when status == assigned }
metric repair = clock on tickets { start when status == assigned stop when status == closed }

sla shop {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Shop manager"
  target resolution {
    metric  restore
    require 95% within 8h
    supported by desk.triage then network.repair
  }
}
ola desk {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of the desk"
  target triage { metric triage require 99% within 2h }
}
ola network {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of networks"
  target repair { metric repair require 99% within 7h }
}
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric triage = clock on tickets { start when status == new stop when status == assigned }
metric repair = clock on tickets { start when status == assigned stop when status == closed }

sla shop {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Shop manager"
  target resolution {
    metric  restore
    require 95% within 8h
    supported by desk.triage then network.repair
  }
}
ola desk {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of the desk"
  target triage { metric triage require 99% within 1h }
}
ola network {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of networks"
  target repair { metric repair require 99% within 7h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from slacode.diagnostics import DataValue, Diagnostic, Label, Severity
from slacode.engine.calendar.compiled import CalendarNeverOpens
from slacode.engine.calendar.instants import InstantOutOfRange, from_us
from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.paths import HandOver, TimeClaim, hand_overs
from slacode.engine.proofs.promises import Elapsed
from slacode.engine.proofs.verdict import Mend, mends, proved_quickly, worst_case_of
from slacode.engine.proofs.worst_case import WorstCase
from slacode.engine.wording import say_allowance, say_duration, say_moment, say_ref, say_worst

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each row that its supports may overrun; the same row in several versions is told once."""
    told: set[tuple[object, ...]] = set()
    for claim in subject.time_claims:
        if claim.path is None or proved_quickly(claim, subject.bounds):
            continue
        key = (claim.agreement.name, claim.target.name, claim.row, claim.target.support)
        if key in told:
            continue
        try:
            worst = worst_case_of(claim)
        except CalendarNeverOpens:
            continue  # that calendar has a finding of its own
        except InstantOutOfRange as error:
            told.add(key)
            yield from _endless(claim, error)
            continue
        if worst.slack < 0:
            told.add(key)
            yield _Finding(claim, worst).diagnostic()


def _endless(claim: TimeClaim, error: InstantOutOfRange) -> Iterator[Diagnostic]:
    """Supports that may end after all that calendars hold; so may business days that are promised themselves."""
    if isinstance(claim.promise, Elapsed):
        promised = say_allowance(claim.row.obligation.allowance)  # type: ignore[union-attr]
        yield Diagnostic(
            "support-too-slow",
            SEVERITY,
            f"`{_ref(claim)}` promises {promised}, what carries it can take longer than calendars reach",
            claim.row.at,
            "promised here",
            help=("promise less time in what carries it",),
            notes=(str(error),),
            data={"target": _ref(claim), "version": claim.version.number},
        )


class _Finding:
    def __init__(self, claim: TimeClaim, worst: WorstCase) -> None:
        assert claim.path is not None  # noqa: S101 - there is a worst case
        self.claim, self.worst = claim, worst
        self.hand_overs = hand_overs(claim.path, worst.start)
        self.zone = ZoneInfo(claim.version.zone)
        self.longest = max(self.hand_overs, key=self._used)

    def diagnostic(self) -> Diagnostic:
        """The finding, its labels in the order of the path."""
        claim, worst = self.claim, self.worst
        promised = say_allowance(claim.row.obligation.allowance)  # type: ignore[union-attr]
        used = say_worst(worst.used)
        mended = mends(claim, worst)
        return Diagnostic(
            "support-too-slow",
            SEVERITY,
            f"`{_ref(claim)}` promises {promised}, what carries it can take {used}",
            claim.row.at,
            "promised here",
            tuple(self._label(hand_over) for hand_over in self.hand_overs if hand_over.stage.row.at),
            help=tuple(_help(mended, claim)),
            notes=tuple(self._notes()),
            data=self._data(mended),
        )

    def _used(self, hand_over: HandOver) -> int:
        return self.claim.counted.counted(hand_over.start, hand_over.finish)

    def _label(self, hand_over: HandOver) -> Label:
        at = hand_over.stage.row.at
        assert at is not None  # noqa: S101 - the caller has looked
        longest = len(self.hand_overs) > 1 and hand_over is self.longest
        return Label(at, "the longest part of the path" if longest else "part of the path")

    def _notes(self) -> Iterator[str]:
        worst = self.worst
        yield f"worst case: a case raised {self._say(worst.start)}"
        yield from (self._say_hand_over(hand_over) for hand_over in self.hand_overs)
        counted = self.claim.counted
        runs_out = counted.latest(counted.counted_at(worst.start) + worst.allowance)
        yield f"the {say_worst(worst.allowance)} of `{counted.name}` promised are over {self._say(runs_out)}"
        yield self._sum()
        if self.claim.open_until is not None:
            yield f"the term is open: its starts were searched up to the end of {self.claim.open_until - 1}"

    def _say_hand_over(self, hand_over: HandOver) -> str:
        promise = hand_over.stage.promise
        counted = promise.calendar if isinstance(promise, Elapsed) else promise.counted
        allowance = say_allowance(hand_over.stage.row.obligation.allowance)  # type: ignore[union-attr]
        return (
            f"`{_ref_of(hand_over)}` has it from {self._say(hand_over.start)}, and with {allowance} of "
            f"`{counted.name}` may take until {self._say(hand_over.finish)}: that uses "
            f"{say_worst(self._used(hand_over))}"
        )

    def _sum(self) -> str:
        waited_for, worst = self._waited_for(), self.worst
        used = " + ".join(say_worst(self._used(hand_over)) for hand_over in waited_for)
        shown = f"{used} = " if len(waited_for) > 1 else ""
        last = ", as the last of those side by side counts" if len(waited_for) < len(self.hand_overs) else ""
        missed = say_worst(-worst.slack)
        return f"{shown}{say_worst(worst.used)}{last}, against {say_worst(worst.allowance)}: missed by {missed}"

    def _waited_for(self) -> list[HandOver]:
        """The hand-overs that follow one another from the start to the finish; of those side by side the last one."""
        found, end = list[HandOver](), self.worst.finish
        for hand_over in reversed(self.hand_overs):
            if hand_over.finish == end:
                found.insert(0, hand_over)
                end = hand_over.start
        return found

    def _say(self, instant: int) -> str:
        return say_moment(from_us(instant, self.zone))

    def _data(self, mended: list[Mend]) -> dict[str, DataValue]:
        worst = self.worst
        return {
            "target": _ref(self.claim),
            "version": self.claim.version.number,
            "allowance_s": _seconds(worst.allowance),
            "worst_s": _seconds(worst.used),
            "slack_s": _seconds(worst.slack),
            "witness_start": from_us(worst.start, self.zone),
            "witness_finish": from_us(worst.finish, self.zone),
            "path": [
                {
                    "ref": _ref_of(mend.hand_over),
                    "start": from_us(mend.hand_over.start, self.zone),
                    "finish": from_us(mend.hand_over.finish, self.zone),
                    "used_s": _seconds(self._used(mend.hand_over)),
                    **_largest(mend),
                }
                for mend in mended
            ],
        }


def _largest(mend: Mend) -> dict[str, DataValue]:
    if isinstance(mend.hand_over.stage.promise, Elapsed):
        return {"largest_s": None if mend.largest is None else _seconds(mend.largest)}
    return {"largest_business_days": mend.largest}


def _help(mended: list[Mend], claim: TimeClaim) -> Iterator[str]:
    smaller, same_hours = _smaller(mended), _same_hours(mended, claim)
    if smaller:
        yield smaller
    if same_hours:
        yield f"or {same_hours}" if smaller else same_hours


def _smaller(mended: list[Mend]) -> str | None:
    """What each promise alone would have to be."""
    ways = [f"`{_ref_of(mend.hand_over)}` {most}" for mend in mended if (most := _say_most(mend))]
    if ways:
        return f"enough by itself: {', or '.join(ways)}"
    if any(mend.same_hours_suffice for mend in mended):
        return None
    return "no part of it alone can mend this: promise more, or have the parts count the same hours and be faster"


def _say_most(mend: Mend) -> str | None:
    most = mend.largest
    if most is None or most == 0:
        return None
    if not isinstance(mend.hand_over.stage.promise, Elapsed):
        return f"within {most} business days or fewer"
    if (most + 1) % 1_000_000 == 0:  # the next microsecond is too late: less than a whole number
        return f"within less than {say_duration(most + 1)}"
    return f"within {say_duration(most)} or less"


def _same_hours(mended: list[Mend], claim: TimeClaim) -> str | None:
    ways = [_ref_of(mend.hand_over) for mend in mended if mend.same_hours_suffice]
    during = claim.version.hours_for(claim.row.obligation)
    if not ways or during is None:
        return None
    said = "` or `".join(ways)
    return f"promise `{said}` as it is, but `during {during}`"


def _ref(claim: TimeClaim) -> str:
    return say_ref(claim.agreement.name, claim.target.name, claim.row.label)


def _ref_of(hand_over: HandOver) -> str:
    return say_ref(hand_over.step.agreement.name, hand_over.stage.target.name, hand_over.stage.row.label)


def _seconds(us: int) -> Decimal:
    return Decimal(us) / 1_000_000

