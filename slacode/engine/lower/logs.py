"""Logs: columns, events, times and fields (language reference, 4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from slacode.diagnostics import Label
from slacode.engine.lower.calendars import zone
from slacode.engine.lower.context import Context, Declaration, at, declared_at, text_or_none, word_at
from slacode.engine.lower.values import Reader
from slacode.engine.model.logs import EventColumn, Log, LogField, TimeFormat
from slacode.grammar import tree

When = tree.When | tree.WhenIn | None

EVENT = "event"

Clause = TypeVar("Clause", bound=tree.Tree)


def lower_log(context: Context, declaration: Declaration) -> Log | None:
    """A log as declared; None after reporting what it lacks."""
    node = declaration.node
    assert isinstance(node, tree.Log)
    return _LogReader(Reader(context, declaration.source), node).log(declaration)


class _LogReader:
    def __init__(self, reader: Reader, node: tree.Log) -> None:
        self.reader = reader
        self.node = node

    def log(self, declaration: Declaration) -> Log | None:
        case = self._only(tree.LogCase)
        time = self._only(tree.LogTime)
        order = self._only(tree.LogOrder)
        events = self._all(tree.LogEvent)
        if case is None:
            self._lacks("which column names the case", "add `case` and the column, such as `case ticket_id`")
        if time is None and not events:
            self._lacks("when a row happened", "add `time updated_at`, or `event opened at opened_at` for each event")
        if time is not None and events:
            self._both(time, events[0])
        if case is None:
            return None
        times = self._only(tree.LogTimes)
        common = self._time_format(times.when if times else None, TimeFormat())
        return Log(
            at=declared_at(declaration),
            name=declaration.name,
            title=text_or_none(self.node.title),
            files=tuple(tree.unquoted(clause.pattern) for clause in self._all(tree.LogFiles)),
            case=tree.unquoted(case.column),
            time=None if time is None else tree.unquoted(time.column),
            time_format=self._time_format(time.when, common) if time else common,
            events=tuple(self._event(event, common) for event in events),
            order_by=None if order is None else tree.unquoted(order.column),
            missing=tuple(tree.unquoted(clause.marker) for clause in self._all(tree.LogMissing)),
            fields=self._fields(events, common),
        )

    def _all(self, kind: type[Clause]) -> list[Clause]:
        return [clause for clause in self.node.clauses if isinstance(clause, kind)]

    def _only(self, kind: type[Clause]) -> Clause | None:
        clauses = self._all(kind)
        if len(clauses) > 1:
            self._twice(clauses[1], clauses[0])
        return clauses[0] if clauses else None

    def _twice(self, second: tree.Tree, first: tree.Tree) -> None:
        source = self.reader.source
        self.reader.context.report(
            "duplicate-clause",
            f"log `{self.node.name}` says this twice",
            at(source, second),
            labels=[Label(at(source, first), "said here first")],
            mend=["keep one of the two"],
        )

    def _lacks(self, what: str, help_: str) -> None:
        place = word_at(self.reader.source, self.node.name)
        self.reader.context.report("missing-clause", f"log `{self.node.name}` does not say {what}", place, mend=[help_])

    def _both(self, time: tree.LogTime, event: tree.LogEvent) -> None:
        self.reader.context.report(
            "duplicate-clause",
            f"log `{self.node.name}` has a time for each row and events with times of their own",
            at(self.reader.source, time),
            labels=[Label(at(self.reader.source, event), "an event with a time of its own")],
            mend=["keep `time` for a log with a row an update, `event ... at` for one with a row a case"],
        )

    def _time_format(self, when: When, common: TimeFormat) -> TimeFormat:
        """What a clause says of its times, on top of what the log says of all."""
        if when is None:
            return common
        zone_name = zone(self.reader, when.zone) if when.zone is not None else None
        format_ = tree.unquoted(when.format) if isinstance(when, tree.When) else None
        if isinstance(when, tree.When) and when.format.type == "NAME" and format_ not in ("epoch", "epoch_ms"):
            help_ = 'write `format "%d/%m/%Y %H:%M"`, `format epoch` or `format epoch_ms`'
            self.reader.impossible(when.format, f"there is no time format `{format_}`", help_)
        return TimeFormat(format=format_ or common.format, zone=zone_name or common.zone)

    def _event(self, event: tree.LogEvent, common: TimeFormat) -> EventColumn:
        place = at(self.reader.source, event)
        when = self._time_format(event.when, common)
        return EventColumn(at=place, event=str(event.event), column=tree.unquoted(event.column), when=when)

    def _fields(self, events: list[tree.LogEvent], common: TimeFormat) -> tuple[LogField, ...]:
        fields = {field.name: self._field(field, common) for field in self._unique(self._all(tree.LogField))}
        implied = self._event_field(events) if events else []
        return (*implied, *(field for field in fields.values() if not (implied and field.name == EVENT)))

    def _event_field(self, events: list[tree.LogEvent]) -> list[LogField]:
        names = tuple(dict.fromkeys(str(event.event) for event in events))
        for field in self._all(tree.LogField):
            if field.name == EVENT:
                help_ = "give the field another name, with `from` for the column"
                self._clash(field.name, "a log with events has a field `event` already", help_)
        return [LogField(at=at(self.reader.source, events[0]), name=EVENT, type="one of", column="", values=names)]

    def _clash(self, word: tree.Word, message: str, help_: str) -> None:
        self.reader.context.report("duplicate-name", message, word_at(self.reader.source, word), mend=[help_])

    def _unique(self, fields: Iterable[tree.LogField]) -> list[tree.LogField]:
        first: dict[str, tree.LogField] = {}
        for field in fields:
            before = first.setdefault(str(field.name), field)
            if before is not field:
                self.reader.context.report(
                    "duplicate-name",
                    f"field `{field.name}` is declared twice in log `{self.node.name}`",
                    word_at(self.reader.source, field.name),
                    labels=[Label(word_at(self.reader.source, before.name), "declared here first")],
                    mend=["keep one of the two"],
                )
        return list(first.values())

    def _field(self, node: tree.LogField, common: TimeFormat) -> LogField:
        match node.type:
            case tree.Enumeration():
                type_, values = "one of", self._values(node.type)
            case tree.InstantType():
                type_, values = "instant", ()
            case _:
                type_, values = str(node.type), ()
        return LogField(
            at=at(self.reader.source, node),
            name=str(node.name),
            type=type_,  # type: ignore[arg-type]
            column=text_or_none(node.column) or str(node.name),
            values=values,
            carried=node.carried is not None,
            when=self._time_format(node.type.when, common) if isinstance(node.type, tree.InstantType) else None,
        )

    def _values(self, node: tree.Enumeration) -> tuple[str, ...]:
        seen: dict[str, tree.Word] = {}
        for word in node.values:
            before = seen.setdefault(tree.unquoted(word), word)
            if before is not word:
                self._clash(word, f"the value `{tree.unquoted(word)}` stands twice in this list", "keep one of the two")
        return tuple(seen)
