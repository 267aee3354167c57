"""What an evaluation gives: plain records, of which every output format is a rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from slacode.diagnostics import Diagnostic, JsonValue, Location, PolicyError, Severity, json_value
from slacode.engine.calendar.instants import SECOND, from_us
from slacode.engine.evaluate.ahead.bears import Bears

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from slacode.engine.evaluate.ahead.record import Ahead
    from slacode.engine.evaluate.attribution.record import AttributedMoney, Attribution, NotFollowed
    from slacode.engine.settle.record import Right, Settlement

Status: TypeAlias = Literal["met", "missed", "open", "no data"]
FindingKind: TypeAlias = Literal[
    "entity-not-covered", "no-deadline", "no-entity", "no-row", "overdue-not-closed", "watermelon"
]
FORMAT_VERSION = 1


class EvaluationError(PolicyError):
    """An evaluation that cannot be run as asked: an unknown log, a period that is none, and the like."""

    @classmethod
    def saying(cls, message: str, *, at: Location | None = None, ways_out: tuple[str, ...] = ()) -> EvaluationError:
        """The error with one message and what to do about it."""
        return cls([Diagnostic("evaluate", Severity.ERROR, message, at=at, help=ways_out)])


@dataclass(frozen=True, slots=True)
class Counts:
    """How the cycles of a period fared. Pending ones count in no period; they are told of in the one where they would
    (`count by opened`: that of their start), else in the one that holds `as of`."""

    met: int = 0
    breached: int = 0
    pending: int = 0
    excluded: int = 0
    cancelled: int = 0

    @property
    def judged(self) -> int:
        """How many count for or against."""
        return self.met + self.breached


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One row of a target in one period, by one version of its agreement (language reference, 6.6, 7.3).

    `start` and `end` are the period's bounds in UTC microseconds, cut to the term. `attained` is an exact decimal in
    `unit`, cut to six places so that it never looks better than it is; `figure` is the same without the cut. Both are
    None where nothing counted. `can_become` says what an open period may still turn into: `met`, `missed`, `no data`
    or `either`; None once it is over. `bears` is what may still be added to an open period before its promise is lost,
    None where no number says so, as of an average. `provisional`: a case counted in it may still change. `kind` is that
    of the metric; `entity` and `downtime` (counted, in microseconds) are those of availability. `titles` are those of
    the agreement and of the target.
    """

    agreement: str
    version: int
    target: str
    row: str | None
    entity: str | None
    period: str
    start: int
    end: int
    status: Status
    can_become: Literal["met", "missed", "no data", "either"] | None
    provisional: bool
    obligation: str
    attained: str | None
    figure: Fraction | None
    unit: str
    counts: Counts
    kind: str = "clock"
    downtime: int | None = None
    bears: Bears | None = None
    titles: tuple[str | None, str | None] = (None, None)
    at: Location | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        counts: dict[str, JsonValue] = {name: getattr(self.counts, name) for name in Counts.__dataclass_fields__}
        names = "agreement", "version", "target", "row", "entity", "period", "status", "can_become", "provisional"
        return {
            **{name: getattr(self, name) for name in names},
            "obligation": self.obligation,
            "attained": self.attained,
            "unit": self.unit,
            "counts": counts,
            "downtime_s": None if self.downtime is None else seconds(self.downtime),
            "bears": None if self.bears is None else self.bears.to_json(),
        }


def seconds(micros: int) -> JsonValue:
    """Microseconds as exact seconds."""
    return json_value(Decimal(micros) / SECOND)


@dataclass(frozen=True, slots=True)
class KpiResult:
    """A KPI of an objective in a period: a result in which the objective stands for the agreement and the KPI for the
    target. `served_by` are the agreements that serve it; a `watermelon` is missed while all their targets are met."""

    result: TargetResult
    customer: str
    served_by: tuple[str, ...]
    watermelon: bool

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        judged = self.result.to_json()
        left_out = "agreement", "version", "target", "row"
        return {
            "objective": self.result.agreement,
            "customer": self.customer,
            "kpi": self.result.target,
            "served_by": list(self.served_by),
            **{name: value for name, value in judged.items() if name not in left_out},
            "watermelon": self.watermelon,
        }


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A target that was asked for and not judged, and why; or a KPI of an objective, which has no version."""

    agreement: str
    version: int | None
    target: str
    row: str | None
    reason: str

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


_SAID: dict[FindingKind, tuple[str, str, str]] = {
    "entity-not-covered": ("outage", "is of no covered service", "are of no covered service"),
    "no-deadline": ("case", "has no deadline in the log", "have no deadline in the log"),
    "no-entity": ("outage", "does not say of what", "do not say of what"),
    "no-row": ("case", "matches no row of the target", "match no row of the target"),
    "overdue-not-closed": (
        "case",
        "is overdue and not closed, which counts in no period yet",
        "are overdue and not closed, which counts in no period yet",
    ),
    "watermelon": (
        "period",
        "missed though every target of the agreements behind it is met",
        "missed though every target of the agreements behind it is met",
    ),
}
"""What a finding is about and says of it, of one and of several."""


@dataclass(frozen=True, slots=True)
class RunFinding:
    """What the owner should know beside the results.

    Of cases that got no verdict (`no-row`, `no-deadline`) or none that counts (`overdue-not-closed`); of outages that
    are nobody's business, as what is down is no covered service (`entity-not-covered`; their entities are named) or not
    known (`no-entity`); of a KPI that is missed while all that was agreed is met (`watermelon`; the periods are named,
    `agreement` is the objective and `target` the KPI, which have no versions). `cases` are the first few of `count` by
    name.
    """

    kind: FindingKind
    agreement: str
    version: int | None
    target: str
    count: int
    cases: tuple[str, ...]

    @property
    def message(self) -> str:
        """The finding in a sentence."""
        some = ", ".join(f"`{case}`" for case in self.cases) + (", ..." if self.count > len(self.cases) else "")
        what, of_one, of_several = _SAID[self.kind]
        one = self.count == 1
        return f"{self.count:,} {what}{'' if one else 's'} {of_one if one else of_several}: {some}"

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {
            "kind": self.kind,
            "agreement": self.agreement,
            "version": self.version,
            "target": self.target,
            "count": self.count,
            "cases": list(self.cases),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file that was read; `rows` counts its data rows, `unread` the bytes behind the last whole row if it grows."""

    path: str
    sha256: str
    rows: int
    unread: int = 0


@dataclass(frozen=True, slots=True)
class LogRead:
    """A log that was read; `rows` counts those of its files, `set_aside` those of them that could not be used."""

    name: str
    files: tuple[LogFile, ...]
    rows: int
    set_aside: int

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        files: list[JsonValue] = [{"path": f.path, "sha256": f.sha256, "rows": f.rows} for f in self.files]
        return {"name": self.name, "files": files, "rows": self.rows, "set_aside": self.set_aside}


@dataclass(frozen=True, slots=True)
class RowSetAside:
    """A row that could not be used, with the place and the reason."""

    log: str
    path: str
    row: int
    column: str | None
    reason: str

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Result:
    """A whole evaluation (language reference, 5 to 8), its targets in the order of names and periods.

    `as_of` is in UTC microseconds; nothing after it was seen. `policy_sha256` is the digest of the policies' texts, in
    hexadecimal digits. `penalties` holds bonuses and what is earned back too. `not_evaluated`, `findings`, `set_aside`
    and `not_followed` tell of what could not be judged, read or followed. `ahead` is there if asked for.
    """

    as_of: int
    policy_sha256: str
    logs: tuple[LogRead, ...]
    targets: tuple[TargetResult, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    findings: tuple[RunFinding, ...]
    set_aside: tuple[RowSetAside, ...]
    penalties: tuple[Settlement, ...] = ()
    rights: tuple[Right, ...] = ()
    objectives: tuple[KpiResult, ...] = ()
    ahead: Ahead | None = None
    attribution: tuple[Attribution, ...] = ()
    attributed_money: tuple[AttributedMoney, ...] = ()
    not_followed: tuple[NotFollowed, ...] = ()
    case_tables: Callable[[], Iterator[pa.Table]] | None = field(default=None, compare=False, repr=False)
    attribution_tables: Callable[[], Iterator[pa.Table]] | None = field(default=None, compare=False, repr=False)

    @property
    def cases(self) -> pa.Table:
        """Every cycle with its verdict, as the file of `--cases` holds them, put together when it is asked for.

        Columns whose names end in `_at` are instants in UTC, those that end in `_s` decimals of seconds, both exact to
        the microsecond. `EvaluationError` where `Options.keep_cases` was off.
        """
        from slacode.engine.evaluate.cases import as_one

        if self.case_tables is None:
            raise EvaluationError.saying("this evaluation was run without keeping its cases")
        return as_one(self.case_tables())

    @property
    def attributed_cases(self) -> pa.Table:
        """What every support took of every breached cycle, as the file of `--attribution` holds it, put together when
        it is asked for."""
        from slacode.engine.evaluate.attribution.rows import SCHEMA
        from slacode.engine.evaluate.cases import as_one

        if self.attribution_tables is None:
            raise EvaluationError.saying("this evaluation was run without keeping whose time its cases were")
        return as_one(self.attribution_tables(), SCHEMA)

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {
            "format_version": FORMAT_VERSION,
            "as_of": say_instant(self.as_of),
            "policy_sha256": self.policy_sha256,
            "logs": [log.to_json() for log in self.logs],
            "targets": [target.to_json() for target in self.targets],
            "penalties": [amount.to_json() for amount in self.penalties],
            "rights": [right.to_json() for right in self.rights],
            "attribution": [one.to_json() for one in self.attribution],
            "attributed_money": [one.to_json() for one in self.attributed_money],
            "not_followed": [one.to_json() for one in self.not_followed],
            "objectives": [kpi.to_json() for kpi in self.objectives],
            "ahead": None if self.ahead is None else self.ahead.to_json(),
            "not_evaluated": [target.to_json() for target in self.not_evaluated],
            "findings": [finding.to_json() for finding in self.findings],
            "set_aside": [row.to_json() for row in self.set_aside],
        }


def say_instant(instant: int) -> str:
    """An instant in UTC microseconds as `2026-03-06T16:55:00Z`, with microseconds only where there are any."""
    whole = from_us(instant - instant % SECOND).strftime("%Y-%m-%dT%H:%M:%S")
    part = f".{instant % SECOND:06}".rstrip("0") if instant % SECOND else ""
    return f"{whole}{part}Z"
