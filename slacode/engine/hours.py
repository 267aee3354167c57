"""The calendars that agreements count in, each compiled once: hours, and hours less what an agreement excludes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import always_open, compile_calendar
from slacode.engine.calendar.instants import to_us
from slacode.engine.calendar.windows import Limit, OneOff, Recurring, Window
from slacode.engine.model.agreements import Agreement, Exclusion, OneOffWindow, RecurringWindow, Version
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.policy import PolicyModel
from slacode.engine.terms import Share, shares_of

Hours = tuple[str | None, str, tuple[Window, ...]]
"""What names hours: a calendar (None: `24x7`), the zone of the agreement, and the windows taken out."""


_T = TypeVar("_T")
_R = TypeVar("_R")


class OnceFor(Generic[_T, _R]):
    """A function that is worked out once for each object, told by identity: to hash an agreement takes far longer."""

    def __init__(self, function: Callable[[_T], _R]) -> None:
        self._function = function
        self._known: dict[int, tuple[_T, _R]] = {}  # with the object, or its identity might go to another one

    def __call__(self, one: _T) -> _R:
        known = self._known.get(id(one))
        if known is None:
            known = self._known[id(one)] = (one, self._function(one))
        return known[1]


class HoursOf:
    """Compiled calendars by name, zone and exclusions; asked for again, the same ones are given.

    So are `shares`, as `shares_of` gives them, and the windows that versions take out: `windows` all of them, `leaving`
    without those that are `counted as up`.
    """

    def __init__(self, model: PolicyModel) -> None:
        self._calendars: dict[str, Calendar] = {calendar.name: calendar for calendar in model.calendars}
        self._compiled: dict[Hours, CompiledCalendar] = {}
        self._counted: dict[tuple[int, str | None], CompiledCalendar] = {}
        self.shares: OnceFor[Agreement, dict[int, Share]] = OnceFor(shares_of)
        self.windows: OnceFor[Version, tuple[Window, ...]] = OnceFor(windows_of)
        self.leaving: OnceFor[Version, tuple[Window, ...]] = OnceFor(_leaving)

    def compiled(self, name: str | None, zone: str, windows: tuple[Window, ...] = ()) -> CompiledCalendar:
        """The hours of a name (None: `24x7`) for an agreement in a zone, less some windows."""
        key = (name, zone, windows)
        known = self._compiled.get(key)
        if known is None:
            known = self.compiled(name, zone).without(windows) if windows else self._plain(name, zone)
            self._compiled[key] = known
        return known

    def counted(self, name: str | None, version: Version) -> CompiledCalendar:
        """The hours of a name (None: `24x7`) for a version of an agreement, less all that it takes out of clocks."""
        windows = self.windows(version)  # from then on the version is kept
        key = (id(version), name)
        if key not in self._counted:
            self._counted[key] = self.compiled(name, version.zone, windows)
        return self._counted[key]

    def _plain(self, name: str | None, zone: str) -> CompiledCalendar:
        if name is None or name not in self._calendars:
            return always_open(zone)
        return compile_calendar(name, self._calendars, zone)


def windows_of(version: Version) -> tuple[Window, ...]:
    """The windows that a version takes out of clocks (language reference, 7.4), in a fixed order."""
    return _windows(version.exclusions, version)


def _leaving(version: Version) -> tuple[Window, ...]:
    return _windows((one for one in version.exclusions if not one.counted_as_up), version)


def _windows(exclusions: Iterable[Exclusion], version: Version) -> tuple[Window, ...]:
    found = (_window(exclusion, version) for exclusion in exclusions)
    return tuple(window for window in found if window is not None)


def _window(exclusion: Exclusion, version: Version) -> Window | None:
    """A window, of whose limit nothing is used up before the term."""
    if isinstance(exclusion, OneOffWindow):
        return OneOff(to_us(exclusion.start), to_us(exclusion.end))
    if not isinstance(exclusion, RecurringWindow):
        return None
    limit = None
    if exclusion.up_to_us is not None and exclusion.up_to_per is not None:
        limit = Limit(exclusion.up_to_us, exclusion.up_to_per, version.first)
    return Recurring(exclusion.hours.days, exclusion.hours.spans, version.zone, limit)
