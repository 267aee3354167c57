"""What differs between two versions of a file of evidence: which figure, what it was and what it is now."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slacode.diagnostics import JsonValue
from slacode.engine.wording import say_ref

_MISSING = object()
# What the objects of a list are told apart by, in the order in which it is said.
_NAMES = ("agreement", "objective", "target", "kpi", "row", "version", "penalty", "right", "kind", "entity", "period")
_OTHER_NAMES = ("case", "cycle", "returned_for", "on", "log", "name", "path", "column", "file")
_MARKS = {"version": "v", "row": "row ", "case": "case ", "cycle": "cycle "}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the evidence says: in which file, which figure, what it was and is (None: absent)."""

    file: str
    figure: str
    before: str | None
    now: str | None


def json_differences(
    file: str, before: str, now: str, *, newer: bool, passing: Sequence[str] = ()
) -> list[Difference]:
    """How two JSON texts differ, the keys in `passing` aside; `newer`: another version of slacode may add keys."""
    return list(_Walk(file, newer).differences("", _without(before, passing), _without(now, passing)))


def rows_differences(file: str, before: str, now: str) -> list[Difference]:
    """How two CSV texts with headers differ."""
    return list(_Walk(file, newer=False).differences("", _csv(before), _csv(now)))


def _without(text: str, keys: Sequence[str]) -> JsonValue:
    content: JsonValue = json.loads(text)
    if not isinstance(content, dict):
        return content
    return {name: value for name, value in content.items() if name not in keys}


def _csv(text: str) -> JsonValue:
    return [dict(row) for row in csv.DictReader(io.StringIO(text))]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through two values side by side; objects of lists are matched by their names, else by their places."""

    file: str
    newer: bool

    def differences(self, at: str, before: object, now: object) -> Iterator[Difference]:
        """The differences of two values that are both at this place."""
        if isinstance(before, dict) and isinstance(now, dict):
            yield from self._members(at, before, now)
        elif isinstance(before, list) and isinstance(now, list):
            yield from self._members(at, _by_name(before, now), _by_name(now, before))
        elif type(before) is not type(now) or before != now:
            yield Difference(self.file, at, _said(before), _said(now))

    def _members(self, at: str, before: dict[str, object], now: dict[str, object]) -> Iterator[Difference]:
        for name in dict.fromkeys((*before, *now)):
            if self.newer and name not in before:
                continue
            inside = f"{at} {name}" if at else name
            yield from self.differences(inside, before.get(name, _MISSING), now.get(name, _MISSING))


def _by_name(items: list[object], others: list[object]) -> dict[str, object]:
    """The items of a list by their names, if those of this list and of the other one tell them all apart."""
    if all(_are_told_apart(each) for each in (items, others)):
        return {_name(item): item for item in items}
    return {f"#{place}": item for place, item in enumerate(items, start=1)}


def _are_told_apart(items: list[object]) -> bool:
    names = [_name(item) for item in items]
    return all(names) and len(set(names)) == len(names)


def _name(item: object) -> str:
    """Such as `support.fix_it[P1] 2026-02`; empty for what has no name."""
    if not isinstance(item, dict):
        return ""
    told = {name: str(item[name]) for name in (*_NAMES, *_OTHER_NAMES) if isinstance(item.get(name), str | int)}
    owner = told.pop("agreement", None) or told.pop("objective", None)
    if owner is not None:
        inner = told.pop("target", None) or told.pop("kpi", None)
        told = {"ref": say_ref(owner, inner, told.pop("row", None)), **told}
        told.pop("path", None)  # that of its clause
    return " ".join(f"{_MARKS.get(name, '')}{value}" for name, value in told.items() if value)


def _said(value: object) -> str | None:
    """A value as it is shown; what is missing is None, as is what is null."""
    if value is _MISSING or value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
