"""Proves every promise of a policy, of time and of availability, and says why where nothing is proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from slacode.engine.calendar.instants import CalendarError, from_us
from slacode.engine.hours import HoursOf
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Exempt, Within
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.support import SupportRef
from slacode.engine.proofs.budgets import bound_of
from slacode.engine.proofs.downtime import DowntimeCase, Downtimes
from slacode.engine.proofs.downtime_claims import Lack, Supplier
from slacode.engine.proofs.downtime_reasons import Behind, behind
from slacode.engine.proofs.paths import Paths, TimeClaim, hand_overs
from slacode.engine.proofs.pauses import Pauses
from slacode.engine.proofs.shares import promised_share, shares_behind
from slacode.engine.proofs.standing import DowntimeProof, Proof, Reason, ShareProof, TimeProof, say_promised, say_share
from slacode.engine.proofs.verdict import worst_case_of
from slacode.engine.proofs.worst_case import Claim, WorstCase
from slacode.engine.support.carriers import Promise, RowKey, promises_in, support_of
from slacode.engine.support.circles import circles
from slacode.engine.wording import say_condition, say_duration, say_ref


class Prover:
    """Proves the promises of one policy, or of one that differs from `other` in its agreements alone.

    What is worked out for one of these is known to the other.
    """

    def __init__(self, model: PolicyModel, other: Prover | None = None) -> None:
        self.model = model
        self.hours: HoursOf = other.hours if other else HoursOf(model)
        self.worst_cases: dict[tuple[Claim, int, int], WorstCase] = other.worst_cases if other else {}
        self.lookup = Lookup(model)
        self._paths = Paths(model, self.hours)
        self._downtimes = Downtimes(self.lookup, self.hours)
        self._pauses = Pauses(self.lookup)
        self._on: dict[dt.date | None, Lookup] = {}

    def on(self, day: dt.date | None) -> Lookup:
        """The policy as it stands on a local day."""
        if day not in self._on:
            self._on[day] = Lookup(self.model, day)
        return self._on[day]

    def promises(self) -> Iterator[Promise]:
        """Every row that promises anything, in every version of its agreement, in the order of the policy."""
        for agreement in self.model.agreements:
            for version in agreement.versions:
                for target in version.targets:
                    for row in target.rows:
                        if not isinstance(row.obligation, Exempt):
                            yield Promise(agreement, version, target, row)

    def behind(self, promise: Promise) -> tuple[Promise, ...]:
        """What carries a row directly, in the order of its text, as it stands on the first day of its version."""
        carrier = support_of(self.on(promise.version.start), promise)
        return tuple({found.key: found for found, _ in promises_in(carrier)}.values())

    def proof(self, promise: Promise) -> Proof:
        """What is proved of a row."""
        if promise.key in self.circular:
            return Proof("not proved", "rests on itself", "it rests on itself")
        if isinstance(promise.row.obligation, Within):
            return self._of_time(promise)
        if self.lookup.is_availability(promise.target) and bound_of(promise.row.obligation):
            return self._of_downtime(promise)
        if support_of(self.lookup, promise) is None:
            return _NO_SUPPORT
        why = "only times for each case and availability over a period can be compared with what carries them"
        return Proof("not proved", "not comparable", why)

    @cached_property
    def circular(self) -> frozenset[RowKey]:
        """The rows that rest on themselves."""
        needs: dict[RowKey, list[RowKey]] = {}
        for promise in self.promises():
            needs.setdefault(promise.key, []).extend(found.key for found in self.behind(promise))
        return frozenset(key for circle in circles(needs) for key in circle)

    def _of_time(self, promise: Promise) -> Proof:
        claim = self._paths.of_row(promise.agreement, promise.version, promise.target, promise.row)
        if claim is None:
            return _NO_SUPPORT
        if claim.path is None:
            return _missing(dict.fromkeys(_carrying(ref, promise.row.label) for ref in claim.missing))
        try:
            return self._time_proof(claim, self._worst_case(claim), self._shares(promise))
        except CalendarError as error:
            return Proof("not proved", "never open", str(error))

    def _time_proof(self, claim: TimeClaim, worst: WorstCase, shares: ShareProof | None) -> Proof:
        zone = ZoneInfo(claim.version.zone)
        start, finish = from_us(worst.start, zone), from_us(worst.finish, zone)
        proved = TimeProof(worst.allowance, worst.used, start, finish, weakest(claim, worst), claim.open_until)
        if worst.slack < 0:
            why = f"missed by {say_duration(-worst.slack)} at the worst"
            return Proof("does not hold", why=why, time=proved, shares=shares)
        if shares and shares.promised > shares.best:
            best = say_share(shares.best)
            why = f"{say_promised(shares.promised)} of the cases are promised, what carries it comes to {best} at best"
            return Proof("does not hold", why=why, time=proved, shares=shares)
        reason, doubt = self._doubt(claim, shares)
        return Proof("not proved" if reason else "holds", reason, doubt, proved, shares)

    def _doubt(self, claim: TimeClaim, shares: ShareProof | None) -> tuple[Reason, str] | tuple[None, None]:
        """Why a promise that can be kept whenever a case is raised is not proved all the same."""
        pause = self._pauses.first(claim)
        if pause:
            step, state = say_ref(*pause[0].key), say_condition(pause[1])
            return "pause not aligned", f"the clock of `{step}` stands still while `{state}`, its own may run on"
        if shares and shares.promised > shares.guaranteed:
            promised, guaranteed = say_promised(shares.promised), say_share(shares.guaranteed)
            return "not guaranteed", f"{promised} of the cases are promised, what carries it guarantees {guaranteed}"
        return None, None

    def _worst_case(self, claim: TimeClaim) -> WorstCase:
        key = (claim.claim, claim.first, claim.last)
        if key not in self.worst_cases:
            self.worst_cases[key] = worst_case_of(claim)
        return self.worst_cases[key]

    def _shares(self, promise: Promise) -> ShareProof | None:
        """The least shares that the supports of a row come to, whichever of their versions are in force."""
        promised = promised_share(promise.row.obligation)
        found = [shares for day in self._days(promise) if (shares := shares_behind(support_of(self.on(day), promise)))]
        if promised is None or not found:
            return None
        least = min(found, key=lambda shares: (shares.guaranteed, shares.best))
        return ShareProof(promised, least.guaranteed, least.independent, least.best)

    def _days(self, promise: Promise) -> list[dt.date | None]:
        """The first day of a row's version, and those days of it on which a version of a support begins."""
        version = promise.version
        begins = {other.start for found in self.behind(promise) for other in found.agreement.versions if other.start}
        first, last = version.start or dt.date.min, version.end or dt.date.max
        return [version.start, *sorted(day for day in begins if first < day <= last)]

    def _of_downtime(self, promise: Promise) -> Proof:
        claims = self._downtimes.claims_of(promise)
        if not claims:
            return _NO_SUPPORT
        cases = [case for claim in claims if (case := self._downtimes.case(claim))]
        if not cases:
            return Proof("not proved", "never open", "it has no agreed time in any period of its term")
        worst = max(cases, key=lambda case: (case.too_low, case.guaranteed.missed_by))
        return _downtime_proof(worst, self._down_longest(worst))

    def _down_longest(self, case: DowntimeCase) -> str | None:
        """The part that may be down for longest in the worst period, of several the first."""
        leaves = list(_leaves(behind(self._downtimes, case.claim, case.guaranteed.period, "guaranteed")))
        return max(leaves, key=lambda leaf: leaf[0])[1].name if leaves else None


_NO_SUPPORT = Proof("not proved", "no support", "nothing is said to carry it")


def weakest(claim: TimeClaim, worst: WorstCase) -> str:
    """The part of a path that takes the most of a promise in its worst case."""
    assert claim.path is not None  # noqa: S101 - there is a worst case
    handed = hand_overs(claim.path, worst.start)
    return say_ref(*max(handed, key=lambda hand: claim.counted.counted(hand.start, hand.finish)).step.key)


def _missing(refs: Iterable[str]) -> Proof:
    missing = tuple(refs)
    said = ", ".join(f"`{ref}`" for ref in missing)
    return Proof("not proved", "support missing", f"support missing: {said}", missing=missing)


def _carrying(ref: SupportRef, label: str | None) -> str:
    """The row that a reference should lead to: that which carries ours, or the target where there is none."""
    return say_ref(ref.agreement, ref.target, dict(ref.rows).get(label))


def _leaves(node: Behind) -> Iterator[tuple[int, Supplier]]:
    """The parts with the downtime that they bring; of parts that stand in for each other, what they do together."""
    if node.part is not None:
        yield node.downtime, node.part.supplier
    for part in node.parts if node.downtime else ():
        for downtime, supplier in _leaves(part):
            yield min(downtime, node.downtime), supplier


def _downtime_proof(case: DowntimeCase, down_longest: str | None) -> Proof:
    worst = case.guaranteed
    proved = DowntimeProof(
        promised_us=worst.promised,
        worst_us=worst.downtime,
        exact=worst.exact,
        promised=case.required,
        guaranteed=1 - Fraction(min(worst.downtime, worst.agreed), worst.agreed),
        independent=case.independent,
        best=case.best,
        period=worst.name,
        weakest=down_longest,
    )
    lacking = [part for part in case.claim.suppliers if part.lack]
    missing = tuple(part.name for part in lacking)
    if worst.kept:
        return Proof("holds", downtime=proved, missing=missing)
    if case.too_low:
        why = f"{say_promised(case.required)} is promised, what carries it comes to {say_share(case.best)} at best"
        return Proof("does not hold", why=why, downtime=proved, missing=missing)
    reason, why = _not_kept(case, lacking)
    return Proof("not proved", reason, why, downtime=proved, missing=missing)


def _not_kept(case: DowntimeCase, lacking: list[Supplier]) -> tuple[Reason, str]:
    if lacking:
        return "support missing", f"support missing: {', '.join(_say_lack(part) for part in lacking)}"
    worst = case.guaranteed
    promised = f"{say_duration(worst.promised)} of downtime are promised in {worst.name}"
    downtime = say_duration(worst.downtime)
    if case.budgeted.kept:
        left_out = "with what its supports exclude, or leave out of their hours or terms, it can come to"
        return "not covered", f"{promised}; {left_out} {downtime}"
    return "not guaranteed", f"{promised}, behind it there can be {downtime}"


_LACKS: dict[Lack, str] = {
    "gap": "service `{}` (no agreement promises it)",
    "no row": "`{}` (it promises nothing for this row)",
    "single outages": "`{}` (it limits each outage, not their sum)",
    "no downtime": "`{}` (it limits no downtime)",
}


def _say_lack(part: Supplier) -> str:
    """A part that promises no limit of its downtime, and what is the matter with it."""
    assert part.lack is not None  # noqa: S101 - the caller has looked
    return _LACKS[part.lack].format(part.name)
