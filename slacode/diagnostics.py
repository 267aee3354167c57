"""Findings and errors as plain data: where, what, why and what to do; rendering them is the reports' business."""

from __future__ import annotations

import datetime as dt
import enum
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from slacode.source import Source

DataValue: TypeAlias = (
    bool | int | str | Decimal | dt.date | Sequence["DataValue"] | Mapping[str, "DataValue"] | None
)  # an instant, `datetime`, is a `date` too
JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None


@functools.total_ordering
class Severity(enum.Enum):
    """How bad a finding is; `NOTE < WARNING < ERROR`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for a note."""
        return ("note", "warning", "error").index(self.value)

    def __lt__(self, other: Severity) -> bool:
        return self.rank < other.rank


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A stretch of a file: lines and columns from 1, in code points, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that a finding is about, with what is to be said there; it may be in another file."""

    at: Location
    message: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """That a policy silences a finding (language reference, 9): to which last day, and why.

    `by_policy` is False where it is not the policy: a baseline, or a reviewer.
    """

    until: str | None
    reason: str
    by_policy: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding or error.

    `check` is the name that `explain`, `--select` and `# allow` know it by; `at` is the primary place and `label`
    what is said there; `notes` are further lines of the reason, `help` the ways out. `allowed` is set where it is known
    and accepted (language reference, 9). `data` holds the typed facts for machines: numbers are integers or decimals,
    instants aware datetimes, dates local ones; a name that ends in `_s` holds seconds.
    """

    check: str
    severity: Severity
    message: str
    at: Location | None = None
    label: str = ""
    labels: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    allowed: Allowed | None = None
    data: Mapping[str, DataValue] = field(default_factory=dict, hash=False)


class PolicyError(Exception):
    """A policy set that cannot be understood: its text, its syntax, its names or its types; see `.diagnostics`.

    `.sources` are the texts they are about, for showing them, where there are some.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: Iterable[Source] = ()) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(sorted(diagnostics, key=sort_key))
        self.sources: tuple[Source, ...] = tuple(sources)
        super().__init__("\n".join(one_line(d) for d in self.diagnostics))


def one_line(d: Diagnostic) -> str:
    """A finding as `path:line:column: severity[check]: message`, without the place where it has none."""
    text = f"{d.severity.value}[{d.check}]: {d.message}"
    return f"{d.at}: {text}" if d.at else text


def sort_key(d: Diagnostic) -> tuple[str, int, int, str, str, int, int]:
    """The fixed order of findings: path, line, column, check, message; those without a place come first."""
    at = d.at or Location("", 0, 0, 0, 0)
    return (at.path, at.line, at.column, d.check, d.message, at.end_line, at.end_column)


def to_json(d: Diagnostic) -> dict[str, JsonValue]:
    """A finding as `check --format json` fixes it; without a place its path is null and its numbers are 0."""
    return {
        "check": d.check,
        "severity": d.severity.value,
        "message": d.message,
        **_place(d.at),
        "labels": [{**_place(label.at), "message": label.message} for label in d.labels],
        "help": list(d.help),
        "allowed": {"until": d.allowed.until, "reason": d.allowed.reason} if d.allowed else None,
        "data": {name: json_value(value) for name, value in d.data.items()},
    }


def _place(at: Location | None) -> dict[str, JsonValue]:
    if at is None:
        return {"path": None, "line": 0, "column": 0, "end_line": 0, "end_column": 0}
    return {
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
    }


def json_value(value: DataValue) -> JsonValue:
    """A typed fact as JSON: instants and dates in ISO 8601, decimals as numbers where that loses nothing, else text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: json_value(item) for name, item in value.items()}
    return [json_value(item) for item in value]


def _number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    # A float is written with the fewest digits that read back to it; where those are the decimal's own, it is exact.
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def there_are(names: Sequence[str], most: int = 8) -> str:
    """What there is, for the help of a message: "there are `a`, `b` and 3 more"; `names` in the order to be shown."""
    shown = ", ".join(names[:most])
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"there {'is' if len(names) == 1 else 'are'} {shown}{more}"


def did_you_mean(word: str, candidates: Iterable[str], likeness: float = 0.6) -> str | None:
    """The candidate that looks most like a word, upper and lower case aside, or None if none is near.

    `likeness` is how near it has to be, from 0 to 1; words that are no candidate's neighbour are seldom above 0.7.
    """
    import difflib  # only needed once something is wrong

    by_folded = {name.casefold(): name for name in sorted(candidates, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), sorted(by_folded), n=1, cutoff=likeness)
    return by_folded[found[0]] if found else None
