"""What every check looks at: the model, the day, and what several of them would otherwise work out anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.checks._tiers import Ladder, ladders_of
from slacode.engine.hours import HoursOf
from slacode.engine.lookup import Lookup
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.policy import PolicyModel
from slacode.engine.support.circles import circles

if TYPE_CHECKING:  # these look at subjects, or are loaded where they are needed: by the checks that prove
    from slacode.engine.checks._room import Room
    from slacode.engine.checks._rows import RowTarget
    from slacode.engine.checks._shares import ShareCase
    from slacode.engine.checks._tier_amounts import Capped
    from slacode.engine.checks._uses import Use
    from slacode.engine.proofs.downtime import DowntimeCase, Downtimes
    from slacode.engine.proofs.paths import TimeClaim
    from slacode.engine.proofs.pauses import Pauses
    from slacode.engine.proofs.verdict import Bounds
    from slacode.engine.support.carriers import Promise, RowKey


@dataclass(frozen=True)
class Subject:
    """A policy to be checked. `as_of` is today, None where nothing that depends on the date is to be raised."""

    model: PolicyModel
    as_of: dt.date | None = None
    contracts: dict[tuple[str, int, str], Sequence[Promise]] = field(default_factory=dict, repr=False, compare=False)
    rooms: dict[Hashable, Room | None] = field(default_factory=dict, repr=False, compare=False)
    never_late: dict[Hashable, str | None] = field(default_factory=dict, repr=False, compare=False)
    _on: dict[dt.date | None, Lookup] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def lookup(self) -> Lookup:
        """The declarations by name, agreements as their last version says."""
        return Lookup(self.model)

    def on(self, day: dt.date | None) -> Lookup:
        """The declarations by name, agreements as in force on a local day (None: as their last version says)."""
        if day not in self._on:
            self._on[day] = Lookup(self.model, day)
        return self._on[day]

    @cached_property
    def calendars(self) -> Mapping[str, Calendar]:
        """The calendars by name."""
        return self.lookup.calendars

    def hours(self, calendar: str, zone: str) -> CompiledCalendar:
        """A calendar ready to be asked, for an agreement in a zone; each is worked out once."""
        return self.hours_of.compiled(calendar, zone)

    @cached_property
    def hours_of(self) -> HoursOf:
        """The compiled calendars of all checks and proofs."""
        return HoursOf(self.model)

    @cached_property
    def time_claims(self) -> Sequence[TimeClaim]:
        """Every row that promises a time and says what carries it, in every version; but none that rests on itself,
        of which nothing can be proved and `support-cycle` tells."""
        from slacode.engine.proofs.paths import Paths, steps_of

        claims = list(Paths(self.model, self.hours_of).claims())
        behind: dict[RowKey, list[RowKey]] = {claim.key: [] for claim in claims}
        for claim in claims:
            behind[claim.key] += [step.key for step in steps_of(claim.path)] if claim.path else []
        circular = {key for circle in circles(behind) for key in circle}
        return tuple(claim for claim in claims if claim.key not in circular)

    @cached_property
    def pauses(self) -> Pauses:
        """What compares clocks."""
        from slacode.engine.proofs.pauses import Pauses

        return Pauses(self.lookup)

    @cached_property
    def share_cases(self) -> Sequence[ShareCase]:
        """Every promise of a share of cases with what the promises behind it come to."""
        from slacode.engine.checks._shares import share_cases  # it looks at subjects

        return tuple(share_cases(self))

    @cached_property
    def row_targets(self) -> Sequence[RowTarget]:
        """Every target with a condition on some row, in every version."""
        from slacode.engine.checks._rows import row_targets  # it looks at subjects

        return tuple(row_targets(self))

    @cached_property
    def uses(self) -> Sequence[Use]:
        """Every calendar with every zone and time in which something is counted in it, each once."""
        from slacode.engine.checks._uses import uses  # it looks at subjects

        return tuple(uses(self))

    @cached_property
    def capped(self) -> Sequence[Capped]:
        """Every cap of a penalty, in each version, that can be compared with its amounts."""
        from slacode.engine.checks._tier_amounts import capped  # it looks at subjects

        return tuple(capped(self))

    @cached_property
    def bounds(self) -> Bounds:
        """Quick bounds for all of them."""
        from slacode.engine.proofs.verdict import Bounds

        starts = [claim.first for claim in self.time_claims]
        return Bounds(min(starts, default=0), max((claim.last for claim in self.time_claims), default=0))

    @cached_property
    def ladders(self) -> Sequence[Ladder]:
        """Every row whose penalties or bonuses have tiers or steps, in every version."""
        return tuple(ladders_of(self.model, self.lookup))

    @cached_property
    def downtimes(self) -> Downtimes:
        """What judges promises of availability."""
        from slacode.engine.proofs.downtime import Downtimes

        return Downtimes(self.lookup, self.hours_of)

    @cached_property
    def downtime_cases(self) -> Sequence[DowntimeCase]:
        """Every row that promises availability, with the downtime that may lie behind it, in every version; none that
        rests on itself, and none that nothing could keep, which is what `target-never-met` tells."""
        claims = [
            claim
            for claim in self.downtimes.claims()
            if claim.promise.target.no_data_counts_as or not claim.promise.row.is_beyond_all
        ]
        behind: dict[RowKey, list[RowKey]] = {claim.key: [] for claim in claims}
        for claim in claims:
            behind[claim.key] += [key for part in claim.suppliers if (key := part.key)]
        circular = {key for circle in circles(behind) for key in circle}
        found = (self.downtimes.case(claim) for claim in claims if claim.key not in circular)
        return tuple(case for case in found if case is not None)
