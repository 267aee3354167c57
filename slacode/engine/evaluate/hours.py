"""The calendars of an evaluation as tables for columns of instants, each made once."""

from __future__ import annotations

from slacode.engine.calendar.table import DayTable
from slacode.engine.calendar.windows import Window
from slacode.engine.hours import Hours, HoursOf
from slacode.engine.model.policy import PolicyModel


class Tables:
    """Day tables by calendar, zone and exclusions; asked for again, the same ones are given."""

    def __init__(self, model: PolicyModel) -> None:
        self._hours = HoursOf(model)
        self._tables: dict[Hours, DayTable] = {}

    def table(self, name: str | None, zone: str, windows: tuple[Window, ...] = ()) -> DayTable:
        """The hours of a name (None: `24x7`) for an agreement in a zone, less some windows."""
        key = (name, zone, windows)
        if key not in self._tables:
            self._tables[key] = DayTable(self._hours.compiled(*key))
        return self._tables[key]
