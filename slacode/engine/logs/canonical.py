"""From the columns of any file to the canonical rows of a log: case, time, order, fields, or why one is set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from slacode.engine.logs.columns import DECIMAL, Column, canonical_text, known_text
from slacode.engine.logs.slots import Reason, Slot, case_slot, field_slot, read_number, sql_type, time_slot
from slacode.engine.model.logs import Log, LogField

RAGGED = -1
"""What stands in `bad` for a row with more or fewer cells than the header."""
NOT_JSON = -2
"""What stands in `bad` for a line that is no JSON object."""
TWICE = -3
"""What stands in `bad` for an event of which an attribute is given more than once."""


@dataclass(frozen=True)
class Canonical:
    """The canonical rows of a log: `file, row, bad, blamed, "case", "time", rank, rank_text, f0, f1, ...`.

    `bad` is NULL for a good row, else eight times the number of the slot to blame (0 the case, then the times, then
    the fields) plus the `Reason`, and `blamed` the text found there. `rank` and `rank_text` hold `order by`: numbers
    compare as numbers and come before other texts.
    """

    log: Log

    @cached_property
    def times(self) -> tuple[str, ...]:
        """The columns of a file that hold the times of rows."""
        return tuple(event.column for event in self.log.events) if self.log.events else (self.log.time or "",)

    @cached_property
    def fields(self) -> tuple[LogField, ...]:
        """The fields that columns of the file hold: all but the event of a wide log."""
        return self.log.fields[1:] if self.log.events else self.log.fields

    @cached_property
    def order_column(self) -> str | None:
        """The column that `order by` names, if it is no declared field."""
        name = self.log.order_by
        return None if name is None or any(field.name == name for field in self.log.fields) else name

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The columns that every file must have, each once: the case, the times, the fields, the order."""
        order = () if self.order_column is None else (self.order_column,)
        return tuple(dict.fromkeys((self.log.case, *self.times, *(f.column for f in self.fields), *order)))

    def blamed_column(self, bad: int) -> str:
        """The column of a file that a row's `bad` blames, empty for the row as a whole."""
        if bad < 0:
            return ""
        return (self.log.case, *self.times, *(field.column for field in self.fields))[bad >> 3]

    @cached_property
    def table_columns(self) -> str:
        """The columns of a table of canonical rows, with their types."""
        fields = "".join(f", f{i} {sql_type(field)}" for i, field in enumerate(self.log.fields))
        return (
            'file INTEGER, row BIGINT, bad SMALLINT, blamed VARCHAR, "case" VARCHAR, "time" BIGINT, '
            f"rank {DECIMAL}, rank_text VARCHAR{fields}"
        )

    def select(self, source: str, columns: Mapping[str, Column]) -> str:
        """A query for the canonical rows of `source`, which has `file`, `row`, `unfit` and what `columns` refer to.

        `unfit` is NULL, or NOT_JSON or TWICE for a row that is bad as a whole.
        """
        slots = self._slots(columns)
        layers = [f"SELECT *, {self._order(columns)} AS placed FROM {source}"]
        for depth in range(max(len(slot.steps) for slot in slots)):
            step = {name: sql for slot in slots for name, sql in (slot.steps[depth : depth + 1] or ({},))[0].items()}
            named = ", ".join(f"{sql} AS {name}" for name, sql in step.items())
            layers.append(f"SELECT *, {named} FROM ({layers[-1]})")
        return self._wide(layers[-1], slots) if self.log.events else self._narrow(layers[-1], slots)

    def _slots(self, columns: Mapping[str, Column]) -> list[Slot]:
        log = self.log
        wide = bool(log.events)
        times = [
            time_slot(f"t{i}", columns[column], log, event=i if wide else None) for i, column in enumerate(self.times)
        ]
        fields = [field_slot(f"x{i}", columns[field.column], field, log) for i, field in enumerate(self.fields)]
        return [case_slot("c", columns[log.case], log.missing), *times, *fields]

    def _order(self, columns: Mapping[str, Column]) -> str:
        if self.order_column is None:
            return "CAST(NULL AS VARCHAR)"
        return known_text(canonical_text(columns[self.order_column]), self.log.missing)

    def _narrow(self, source: str, slots: list[Slot]) -> str:
        bad = f"SELECT *, {_first_bad(slots)} AS bad FROM ({source})"
        return self._final(bad, slots, slots[1].value, [slot.value for slot in slots[2:]])

    def _wide(self, source: str, slots: list[Slot]) -> str:
        """A row for each event that has a time; a row that is bad as a whole stands once, with no event."""
        events, rest = slots[1 : 1 + len(self.times)], slots[1 + len(self.times) :]
        none = " AND ".join(f"NOT ({slot.known})" for slot in events)
        no_event = f"WHEN {none} THEN {8 + Reason.NO_EVENT} "
        whole = f"SELECT *, {_first_bad([slots[0], *rest], no_event, len(events))} AS whole FROM ({source})"
        numbers = ", ".join(f"({i})" for i in range(len(events)))
        known = _by_event([slot.known for slot in events])
        each = (
            f"SELECT * FROM ({whole}) CROSS JOIN (VALUES {numbers}) AS events(event_number) "
            f"WHERE CASE WHEN whole IS NULL THEN {known} ELSE event_number = 0 END"
        )
        wrong = _by_event([f"{8 * (1 + i)} + {slot.reason}" for i, slot in enumerate(events)])
        bad = f"SELECT *, CAST(coalesce(whole, {wrong}) AS SMALLINT) AS bad FROM ({each})"
        names = self.log.fields[0].values
        event = _by_event([str(names.index(event.event)) for event in self.log.events])
        time = _by_event([slot.value for slot in events])
        return self._final(bad, slots, time, [event, *(slot.value for slot in rest)])

    def _final(self, source: str, slots: list[Slot], time: str, fields: list[str]) -> str:
        shown = " ".join(f"WHEN {i} THEN {slot.shown}" for i, slot in enumerate(slots))
        blamed = f"CASE WHEN bad IS NULL OR bad < 0 THEN NULL ELSE CASE bad >> 3 {shown} END END"
        values = "".join(
            f", CAST({sql} AS {sql_type(field)}) AS f{i}"
            for i, (field, sql) in enumerate(zip(self.log.fields, fields, strict=True))
        )
        rank, rank_text = self._rank(fields)
        return (
            f'SELECT file, row, bad, {blamed} AS blamed, c AS "case", CAST({time} AS BIGINT) AS "time", '
            f"{rank} AS rank, {rank_text} AS rank_text{values} FROM ({source})"
        )

    def _rank(self, fields: list[str]) -> tuple[str, str]:
        """The value of `order by` as a number, and as a text where it is none."""
        none = "CAST(NULL AS VARCHAR)"
        for field, sql in zip(self.log.fields, fields, strict=True):
            if field.name == self.log.order_by and field.type != "text":
                number = f"CAST({sql} AS TINYINT)" if field.type == "yesno" else sql
                return f"CAST({number} AS {DECIMAL})", none
            if field.name == self.log.order_by:
                return read_number(sql), f"CASE WHEN {read_number(sql)} IS NULL THEN {sql} END"
        if self.order_column is None:
            return f"CAST(NULL AS {DECIMAL})", none
        return read_number("placed"), f"CASE WHEN {read_number('placed')} IS NULL THEN placed END"


def _first_bad(slots: list[Slot], after_case: str = "", shift: int = 0) -> str:
    """The first slot to blame, in the declared order; `shift` slots after the case are judged elsewhere."""
    numbers = [0, *range(1 + shift, len(slots) + shift)]
    blames = [
        f"WHEN {slot.reason} IS NOT NULL THEN {8 * number} + {slot.reason} "
        for number, slot in zip(numbers, slots, strict=True)
        if slot.reason != "NULL"
    ]
    return f"CAST(CASE WHEN unfit IS NOT NULL THEN unfit {blames[0]}{after_case}{''.join(blames[1:])}END AS SMALLINT)"


def _by_event(parts: list[str]) -> str:
    """The part that belongs to the number of the event."""
    return "CASE event_number " + " ".join(f"WHEN {i} THEN {part}" for i, part in enumerate(parts)) + " END"
