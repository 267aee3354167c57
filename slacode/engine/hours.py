"""The calendars that agreements count in, each compiled once: hours, and hours less what an agreement excludes."""

from __future__ import annotations

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import always_open, compile_calendar
from slacode.engine.calendar.instants import to_us
from slacode.engine.calendar.windows import Limit, OneOff, Recurring, Window
from slacode.engine.model.agreements import Exclusion, OneOffWindow, RecurringWindow, Version
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.policy import PolicyModel

Hours = tuple[str | None, str, tuple[Window, ...]]
"""What names hours: a calendar (None: `24x7`), the zone of the agreement, and the windows taken out."""


class HoursOf:
    """Compiled calendars by name, zone and exclusions; asked for again, the same ones are given."""

    def __init__(self, model: PolicyModel) -> None:
        self._calendars: dict[str, Calendar] = {calendar.name: calendar for calendar in model.calendars}
        self._compiled: dict[Hours, CompiledCalendar] = {}

    def compiled(self, name: str | None, zone: str, windows: tuple[Window, ...] = ()) -> CompiledCalendar:
        """The hours of a name (None: `24x7`) for an agreement in a zone, less some windows."""
        key = (name, zone, windows)
        if key not in self._compiled:
            self._compiled[key] = self.compiled(name, zone).without(windows) if windows else self._plain(name, zone)
        return self._compiled[key]

    def _plain(self, name: str | None, zone: str) -> CompiledCalendar:
        if name is None or name not in self._calendars:
            return always_open(zone)
        return compile_calendar(name, self._calendars, zone)


def windows_of(version: Version) -> tuple[Window, ...]:
    """The windows that a version takes out of clocks (language reference, 7.4), in a fixed order."""
    found = (_window(exclusion, version.zone) for exclusion in version.exclusions)
    return tuple(window for window in found if window is not None)


def _window(exclusion: Exclusion, zone: str) -> Window | None:
    if isinstance(exclusion, OneOffWindow):
        return OneOff(to_us(exclusion.start), to_us(exclusion.end))
    if not isinstance(exclusion, RecurringWindow):
        return None
    limit = None
    if exclusion.up_to_us is not None and exclusion.up_to_per is not None:
        limit = Limit(exclusion.up_to_us, exclusion.up_to_per)
    return Recurring(exclusion.hours.days, exclusion.hours.spans, zone, limit)
