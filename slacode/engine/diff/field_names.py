"""Fields of logs that have another name: recognised by what they hold and by who reads them, and renamed everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from slacode.engine.diff.content import same
from slacode.engine.model.agreements import Target, Version
from slacode.engine.model.logs import Log, LogField
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.policy_tests import TestRow

_NAMED = frozenset({
    ("LogField", "name"), ("Compare", "field"), ("FieldOperand", "name"), ("OneOf", "field"), ("Known", "field"),
    ("Missing", "field"), ("Availability", "entity"), ("RowValue", "field"), ("ByField", "field"),
    ("Target", "by_field"), ("Fee", "field"), ("Version", "one_credit_by"),
})  # fmt: skip
"""Where the model names a field of a log."""

_M = TypeVar("_M", bound=BaseModel)
FieldName = tuple[str, str]
"""A log and a field of it."""


@dataclass(frozen=True, slots=True)
class FieldRename:
    """A field of a log that has another name now."""

    log: str
    before: LogField
    after: LogField


def field_renames(base: PolicyModel, head: PolicyModel) -> Iterator[FieldRename]:
    """The fields that are gone and come again by another name: of one type, and from one column or read alike."""
    theirs = {log.name: log for log in head.logs}
    used: tuple[_Uses, _Uses] | None = None
    for log in base.logs:
        gone, come = _apart(log, theirs.get(log.name))
        if gone and come:
            used = used or (_uses(base), _uses(head))
            yield from _pairs(log.name, gone, come, used)


def _apart(base: Log, head: Log | None) -> tuple[list[LogField], list[LogField]]:
    """The fields of either side that the other has not."""
    if head is None:
        return [], []
    names = [{field.name for field in side.fields} for side in (base, head)]
    gone = [field for field in base.fields if field.name not in names[1]]
    return gone, [field for field in head.fields if field.name not in names[0]]


_Uses = dict[FieldName, Counter[str]]


def _pairs(log: str, gone: list[LogField], come: list[LogField], used: tuple[_Uses, _Uses]) -> Iterator[FieldRename]:
    left = list(come)
    for before in gone:
        reads = used[0].get((log, before.name))
        after = next((one for one in left if _holds_alike(before, one) and before.column == one.column), None)
        if after is None and reads:
            alike = [one for one in left if _holds_alike(before, one) and used[1].get((log, one.name)) == reads]
            after = alike[0] if len(alike) == 1 else None
        if after is not None:
            left = [one for one in left if one is not after]
            yield FieldRename(log, before, after)


def _holds_alike(one: LogField, other: LogField) -> bool:
    return same(one.model_copy(update={"name": other.name, "column": other.column}), other)


def with_fields(model: PolicyModel, names: Mapping[FieldName, str]) -> PolicyModel:
    """The model in which some fields have other names, wherever they are read."""
    return _Walk(model, names).anew(model, ()) if names else model


def _uses(model: PolicyModel) -> _Uses:
    walk = _Walk(model, {})
    walk.anew(model, ())
    return walk.found


class _Walk:
    """A walk through a model that knows, wherever it is, which logs are read there."""

    def __init__(self, model: PolicyModel, names: Mapping[FieldName, str]) -> None:
        self._names = names
        self._log_of = {metric.name: metric.measure.log for metric in model.metrics}
        self.found: _Uses = {}

    def anew(self, value: _M, logs: tuple[str, ...]) -> _M:
        """The part of the model with the new names; `logs` are those whose fields it may name."""
        logs, cls = self._logs(value) or logs, type(value).__name__
        changed: dict[str, object] = {}
        for name in type(value).model_fields:
            held = getattr(value, name)
            new = self._named(held, logs, cls) if (cls, name) in _NAMED else self._held(held, logs)
            changed |= {name: new} if new is not held else {}
        if isinstance(value, TestRow):
            values = tuple((self._named(name, logs, cls), text) for name, text in value.values)
            changed |= {"values": values} if values != value.values else {}
        return value.model_copy(update=changed) if changed else value

    def _logs(self, value: BaseModel) -> tuple[str, ...]:
        match value:
            case Log():
                return (value.name,)
            case Target():
                return tuple(log for log in [self._log_of.get(value.metric or "")] if log)
            case Version():
                return tuple(dict.fromkeys(log for target in value.targets for log in self._logs(target)))
        log = getattr(value, "log", None)
        return (log,) if isinstance(log, str) else ()

    def _named(self, held: str | None, logs: tuple[str, ...], where: str) -> str | None:
        if held is not None and where != "LogField":
            for log in logs:
                self.found.setdefault((log, held), Counter())[where] += 1
        return next((self._names[log, held] for log in logs if held is not None and (log, held) in self._names), held)

    def _held(self, held: object, logs: tuple[str, ...]) -> object:
        if isinstance(held, BaseModel):
            return self.anew(held, logs)
        if isinstance(held, tuple):
            new = tuple(self._held(item, logs) for item in held)
            return held if all(a is b for a, b in zip(new, held, strict=True)) else new
        return held
