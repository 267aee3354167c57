"""Conditions: every field, value and comparison is checked against the types of the log (language reference, 4.5)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from slacode.diagnostics import Label
from slacode.engine.lower.context import at, nearest, word_at
from slacode.engine.lower.values import Reader
from slacode.engine.model import conditions as model
from slacode.engine.model.logs import Log, LogField
from slacode.grammar import tree

_NEGATIVE_ORDER = ("<", "<=", ">", ">=")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True)
class Fields:
    """The fields that conditions on a log may name: the declared ones, the case (a text) and the time."""

    log: Log

    @cached_property
    def by_name(self) -> Mapping[str, LogField]:
        """Every field by its name."""
        fields = {field.name: field for field in self.log.fields}
        fields.setdefault(self.log.case, LogField(name=self.log.case, type="text", column=self.log.case))
        if self.log.time:
            fields.setdefault(self.log.time, LogField(name=self.log.time, type="instant", column=self.log.time))
        return fields

    @cached_property
    def equalities(self) -> dict[tuple[str, str], model.Compare]:
        """The conditions of rows such as `P1:` that were typed already: most tables say the same."""
        return {}


class Conditions:
    """Types the conditions that one file states about one log."""

    def __init__(self, reader: Reader, fields: Fields) -> None:
        self.reader = reader
        self.fields = fields

    def typed(self, node: tree.Condition) -> model.Condition | None:
        """The typed condition, or None after reporting what is wrong with it."""
        match node:
            case tree.Either() | tree.Both():
                parts = self._all(node.parts)
                joined = model.Or if isinstance(node, tree.Either) else model.And
                return None if parts is None else joined(parts=parts)
            case tree.Not():
                part = self.typed(node.part)
                return None if part is None else model.Not(part=part)
            case tree.IsMissing():
                return model.Missing(field=str(node.field)) if self.field(node.field) else None
            case tree.IsKnown():
                return model.Known(field=str(node.field)) if self.field(node.field) else None
            case tree.OneOf():
                return self._one_of(node)
            case tree.Compare():
                return self._compare(node)

    def equality(self, field: tree.Word, label: tree.Word, span: tree.Span) -> model.Compare | None:
        """`P1:` in a table by priority, which is the condition `priority == P1`, read where the row stands."""
        key = str(field), str(label)
        if key not in self.fields.equalities:
            typed = self.typed(tree.Compare(field, tree.word("OP", "=="), _as_text(label), span=span))
            if not isinstance(typed, model.Compare):
                return None
            self.fields.equalities[key] = typed
        return self.fields.equalities[key]

    def field(self, word: tree.Word) -> LogField | None:
        """A field of the log by its name."""
        found = self.fields.by_name.get(str(word))
        if found is None:
            log = self.fields.log
            known = list(self.fields.by_name)
            self.reader.context.report(
                "unknown-name",
                f"log `{log.name}` has no field `{word}`",
                word_at(self.reader.source, word),
                label="not a field of the log",
                labels=[Label(log.at, "the log that is read")] if log.at else [],
                mend=nearest(word, known),
            )
        return found

    def _all(self, nodes: Iterable[tree.Condition]) -> tuple[model.Condition, ...] | None:
        parts = [self.typed(node) for node in nodes]
        known = tuple(part for part in parts if part is not None)
        return known if len(known) == len(parts) else None

    def _one_of(self, node: tree.OneOf) -> model.Condition | None:
        field = self.field(node.field)
        if field is None:
            return None
        values = [self._value(field, word) for word in node.values]
        known = tuple(value for value in values if value is not None)
        return model.OneOf(field=field.name, values=known) if len(known) == len(values) else None

    def _compare(self, node: tree.Compare) -> model.Condition | None:
        field = self.field(node.field)
        if field is None or not self._ordered(field, node):
            return None
        operand = self._operand(field, node.operand)
        if operand is None:
            return None
        return model.Compare(field=field.name, op=str(node.op), operand=operand)  # type: ignore[arg-type]

    def _ordered(self, field: LogField, node: tree.Compare) -> bool:
        if node.op in _NEGATIVE_ORDER and field.type == "yesno":
            self._mismatch(node, field, f"`{field.name}` is yes or no, which has no order", "use `==` or `!=`")
            return False
        return True

    def _operand(self, field: LogField, word: tree.Word) -> model.Operand | None:
        """A value of the field's type, or else another field of that type."""
        other = self.fields.by_name.get(word) if word.type == "NAME" else None
        if other is not None and not (field.type == "one of" and word in field.values):
            return self._other_field(field, other, word)
        return self._value(field, word)

    def _other_field(self, field: LogField, other: LogField, word: tree.Word) -> model.Operand | None:
        if field.type == other.type:
            return model.FieldOperand(name=other.name)
        kinds = f"`{field.name}` is {say_type(field)} and `{other.name}` is {say_type(other)}"
        self._mismatch(word, field, f"{kinds}: they cannot be compared", "compare fields of one type")
        return None

    def _value(self, field: LogField, word: tree.Word) -> model.Literal_ | None:
        text = tree.unquoted(word)
        value: model.Literal_ | None
        match field.type:
            case "one of":
                return self._enumerated(field, word, text)
            case "text":
                value = model.TextValue(value=text) if word.type in ("NAME", "STRING") else None
            case "number":
                value = model.NumberValue(value=self.reader.number(word)) if word.type in ("NUMBER", "INT") else None
            case "yesno":
                value = model.YesNoValue(value=_YES_NO[text.lower()]) if text.lower() in _YES_NO else None
            case "duration" if word.type == "DURATION":
                us = self.reader.duration_us(word)
                return None if us is None else model.DurationValue(us=us)
            case "duration":
                value = None
            case "instant":
                value = self._instant(field, word, text)
        if value is None:
            message = f"`{field.name}` is {say_type(field)}, which `{text}` is not"
            self._mismatch(word, field, message, f"write {_EXAMPLES[field.type]}")
        return value

    def _enumerated(self, field: LogField, word: tree.Word, text: str) -> model.TextValue | None:
        if text in field.values:
            return model.TextValue(value=text)
        self.reader.context.report(
            "unknown-value",
            f"`{field.name}` is never `{text}`",
            word_at(self.reader.source, word),
            label="not one of its values",
            labels=[Label(field.at, f"`{field.name}` is one of these")] if field.at else [],
            mend=nearest(text, field.values),
        )
        return None

    def _instant(self, field: LogField, word: tree.Word, text: str) -> model.InstantValue | None:
        if word.type != "STRING" or not re.match(r"\d{4}-\d\d-\d\d", text):
            return None
        try:
            read = dt.datetime.fromisoformat(text)
        except ValueError:
            return None
        zone = (field.when.zone if field.when else None) or self.fields.log.time_format.zone or "UTC"
        quoted = tree.word("DATETIME", text, word.start_pos)
        placed = read.astimezone(dt.UTC) if read.tzinfo else self.reader.instant(quoted, zone)
        return None if placed is None else model.InstantValue(value=placed)

    def _mismatch(self, node: tree.Tree | tree.Word, field: LogField, message: str, help_: str) -> None:
        self.reader.context.report(
            "type-mismatch",
            message,
            at(self.reader.source, node),
            labels=[Label(field.at, f"`{field.name}` is declared here")] if field.at else [],
            mend=[help_],
        )


def _as_text(label: tree.Word) -> tree.Word:
    """A row's label as a value: quoted, so that it is never taken for the name of another field."""
    quoted = label if label.type == "STRING" else '"' + label + '"'
    return tree.word("STRING", quoted, label.start_pos)


def fields_in(node: tree.Condition) -> set[str]:
    """The fields that a condition is about."""
    if isinstance(node, tree.Either | tree.Both):
        return {name for part in node.parts for name in fields_in(part)}
    return fields_in(node.part) if isinstance(node, tree.Not) else {str(node.field)}


_EXAMPLES = {
    "text": 'a name or a text in quotes, such as `"Awaiting user"`',
    "number": "a number, such as `3` or `4.5`",
    "yesno": "`yes` or `no`",
    "duration": "a duration, such as `4h` or `30min`",
    "instant": 'an instant in quotes, such as `"2026-03-06T17:55:00+01:00"`',
}


def say_type(field: LogField) -> str:
    """A field's type in words."""
    return {
        "one of": "one of a list of values",
        "text": "a text",
        "number": "a number",
        "yesno": "yes or no",
        "instant": "an instant",
        "duration": "a duration",
    }[field.type]
