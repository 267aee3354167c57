"""Rows that a test writes into a log: every field and value is checked against what the log declares (section 10)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from slacode.engine.lower.conditions import say_type
from slacode.engine.lower.context import at, nearest, word_at
from slacode.engine.lower.values import Reader
from slacode.engine.model.logs import Log, LogField
from slacode.engine.model.policy_tests import TestRow
from slacode.grammar import tree

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_CLOCK = re.compile(r"[+-]?\d{1,15}:[0-5]\d:[0-5]\d(\.\d+)?")
_UNITS = re.compile(r"[+-]?(\d+(\.\d+)?(ms|s|min|h|d|w))+")
_YES_NO = ("yes", "true", "1", "no", "false", "0")
_EXAMPLES = {
    "number": "a number, such as `3`, or `\"-3\"`",
    "yesno": "`yes` or `no`",
    "duration": "a duration, such as `4h` or `30min`",
    "instant": '`"2026-03-06 17:55"`',
}


class Rows:
    """Reads the rows that one test gives to one log. Times without an offset are those of `zone`."""

    def __init__(self, reader: Reader, log: Log, zone: str) -> None:
        self.reader = reader
        self.log = log
        self.zone = zone

    def row(self, node: tree.TestRow) -> TestRow | None:
        """One row, or None where its time is none."""
        time = self.reader.instant(node.time, self.zone)
        values: dict[str, str] = {}
        for given in node.values:
            name = str(given.field)
            if name in values:
                self.reader.impossible(given.field, f"`{name}` is given twice", "a row gives each field once")
            value = self._value(given)
            if value is not None:
                values[name] = value
        if time is None:
            return None
        place = at(self.reader.source, node)
        return TestRow(at=place, case=tree.unquoted(node.case), time=time, values=tuple(values.items()))

    def _value(self, given: tree.TestValue) -> str | None:
        """What a log reader is given for a field, or None after reporting why it is not understood."""
        name, text = str(given.field), tree.unquoted(given.value)
        field = next((field for field in self.log.fields if field.name == name), None)
        if field is None:
            if name == self.log.order_by:
                return text
            self._no_field(given.field)
            return None
        if text in self.log.missing or not text.strip():
            return text
        if field.type == "duration" and _UNITS.fullmatch(text):
            return self._in_seconds(given.value, text)
        read = self._read(field, given.value, text)
        if read is None and field.type == "one of":
            self._not_one_of(field, given.value, text)
        elif read is None:
            message = f"`{field.name}` is {say_type(field)}, which `{text}` is not"
            place = word_at(self.reader.source, given.value)
            self.reader.context.report("type-mismatch", message, place, mend=[f"write {_EXAMPLES[field.type]}"])
        return read

    def _read(self, field: LogField, word: tree.Word, text: str) -> str | None:
        match field.type:
            case "one of":
                return text if text in field.values else None
            case "number":
                plain = text.replace("_", "") if word.type == "NUMBER" else text.strip()
                return plain if _NUMBER.fullmatch(plain) else None
            case "yesno":
                return text if text.strip().lower() in _YES_NO else None
            case "duration":
                return text if _NUMBER.fullmatch(text.strip()) or _CLOCK.fullmatch(text.strip()) else None
            case "instant":
                return self._instant(text)
            case _:
                return text

    def _in_seconds(self, word: tree.Word, text: str) -> str | None:
        us = self.reader.duration_us(tree.word("DURATION", text.lstrip("+-"), word.start_pos))
        return None if us is None else ("-" if text.startswith("-") else "") + f"{Decimal(us) / 10**6:f}"

    def _instant(self, text: str) -> str | None:
        try:
            read = dt.datetime.fromisoformat(text)
        except ValueError:
            return None
        placed = read if read.tzinfo else self.reader.instant(tree.word("DATETIME", text), self.zone)
        return None if placed is None else placed.astimezone(dt.UTC).isoformat()

    def _no_field(self, word: tree.Word) -> None:
        if str(word) in (self.log.case, self.log.time):
            help_ = "a row begins with its case and its time: `T1 at 2026-03-06 17:55: ...`"
            self.reader.impossible(word, f"`{word}` is no field of its own", help_)
        else:
            self._unknown(word)

    def _unknown(self, word: tree.Word) -> None:
        known = [field.name for field in self.log.fields]
        place = word_at(self.reader.source, word)
        message = f"log `{self.log.name}` has no field `{word}`"
        self.reader.context.report(
            "unknown-name", message, place, label="not a field of the log", mend=nearest(str(word), known)
        )

    def _not_one_of(self, field: LogField, word: tree.Word, text: str) -> None:
        place = word_at(self.reader.source, word)
        message = f"`{field.name}` is never `{text}`"
        self.reader.context.report(
            "unknown-value", message, place, label="not one of its values", mend=nearest(text, field.values)
        )
