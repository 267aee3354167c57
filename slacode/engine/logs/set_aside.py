"""What is said of a log besides its cases: its files, how many rows, and which rows were set aside and why."""

from __future__ import annotations

from dataclasses import dataclass

from slacode.engine.logs.canonical import NOT_JSON, RAGGED, TWICE, Canonical
from slacode.engine.logs.slots import Reason
from slacode.engine.model.logs import LogField, TimeFormat

_LONGEST = 60
_AS_A_WHOLE = {
    RAGGED: "it has more or fewer cells than the header",
    NOT_JSON: "the line is no JSON object",
    TWICE: "a value that the log reads is given more than once",
}


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of a log: its path as it was given, the SHA-256 of its bytes, and its rows, the set aside ones too.

    `unread` counts the bytes at the end of a growing file that are no whole row yet.
    """

    path: str
    sha256: str
    rows: int
    unread: int = 0


@dataclass(frozen=True, slots=True)
class LogSummary:
    """A log as it was read; `rows` are the rows of its files, `set_aside` counts the findings of `SetAside`."""

    name: str
    files: tuple[FileInfo, ...]
    rows: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that was set aside (language reference, 4.3).

    `row` counts the rows of its file from 1, the header and empty lines aside. `column` is the column of the file to
    blame, the first in the order case, time, fields; it is empty where the row as a whole is wrong. Of a wide log
    one row may lose several events, each with a finding of its own.
    """

    log: str
    path: str
    row: int
    column: str
    reason: str


def reason_of(canonical: Canonical, bad: int, blamed: str | None) -> str:
    """Why a row was set aside, in the words of the log's owner."""
    if bad in _AS_A_WHOLE:
        return _AS_A_WHOLE[bad]
    slot, reason = bad >> 3, Reason(bad & 7)
    shown = _short(blamed or "")
    if reason is Reason.MISSING:
        return "there is no case" if slot == 0 else "there is no time"
    if reason is Reason.NO_EVENT:
        return "none of its events has a time"
    if reason is Reason.NO_ZONE:
        return f"`{shown}` has no offset and the log names no zone: add `times in ZONE`"
    times = len(canonical.times)
    if slot <= times:
        events = canonical.log.events
        return _no_time(shown, events[slot - 1].when if events else canonical.log.time_format)
    return _unfit_value(shown, canonical.fields[slot - 1 - times], canonical.log.time_format)


def _unfit_value(shown: str, field: LogField, usual: TimeFormat) -> str:
    match field.type:
        case "one of":
            return f"`{shown}` is not one of {', '.join(f'`{value}`' for value in field.values)}"
        case "instant":
            return _no_time(shown, field.when or usual)
        case "number":
            return f"`{shown}` is no number, or too large for one"
        case "yesno":
            return f"`{shown}` is neither yes nor no"
        case _:
            return f"`{shown}` is no duration"


def _no_time(shown: str, when: TimeFormat) -> str:
    if when.format is None:
        return f"`{shown}` is no time in ISO 8601"
    return f"`{shown}` is no time in the format `{when.format}`"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
