"""Open cases as one table, the worst first: columns until one is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.ahead.glance import Glance
from slacode.engine.evaluate.outcome import say_exactly
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import say_instant, seconds
from slacode.engine.wording import say_obligation

STATES = ("running", "paused", "excluded", "outside the hours", "stopped")
"""How the clock of a cycle stands; the columns hold the place."""

_MILLIONTHS = 10**8
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A cycle of a case that is not over, or that was in breach of late.

    Instants are UTC microseconds; `used` and `allowed` counted microseconds, where the deadline stands `in_data` real
    time from the start. `due` is None where the hours never open again; of a clock that rests it is what it would be
    if the clock went on at once. `state` is one of `STATES`. `zone` is that of the agreement.
    """

    agreement: str
    version: int
    target: str
    row: str | None
    obligation: str
    zone: str
    case: str
    cycle: int
    started: int
    used: int
    allowed: int
    in_data: bool
    due: int | None
    breached: int | None
    state: str

    @property
    def share(self) -> Fraction | None:
        """The share of the allowance that is used, in percent; None of no allowance."""
        return Fraction(100 * self.used, self.allowed) if self.allowed > 0 else None

    @property
    def left(self) -> int:
        """What is left of it; negative once it is overdrawn."""
        return self.allowed - self.used

    @property
    def is_stopped(self) -> bool:
        """Whether it is over: it was in breach, and stopped since."""
        return self.state == "stopped"

    def reached(self, share: Decimal) -> bool:
        """Whether as much of the allowance is used, in percent."""
        return 100 * self.used >= Fraction(share) * self.allowed

    @property
    def started_at(self) -> str:
        """The start in ISO 8601."""
        return say_instant(self.started)

    @property
    def due_at(self) -> str | None:
        """The due instant in ISO 8601."""
        return None if self.due is None else say_instant(self.due)

    @property
    def breached_at(self) -> str | None:
        """The instant of the breach in ISO 8601."""
        return None if self.breached is None else say_instant(self.breached)

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json` and of a warning."""
        return {
            **{name: getattr(self, name) for name in ("agreement", "version", "target", "row", "case", "cycle")},
            "obligation": self.obligation,
            "started_at": self.started_at,
            "due_at": self.due_at,
            "breached_at": self.breached_at,
            "used": None if self.share is None else say_exactly(self.share, round_up=False),
            "elapsed_s": seconds(self.used),
            "allowance_s": seconds(self.allowed),
            "left_s": seconds(self.left),
            "deadline_in_data": self.in_data,
            "state": self.state,
        }


class OpenCases:
    """Cases of several targets: those that have used most of their allowance first, then those that are due first."""

    def __init__(self, seen: list[tuple[TargetPlan, Glance]]) -> None:
        self._plans = [plan for plan, glance in seen if glance.cycles]
        pieces = [
            piece.append_column("plan", pa.repeat(pa.scalar(place), piece.num_rows))
            for place, glance in enumerate(glance for _, glance in seen if glance.cycles)
            for piece in glance.cycles
        ]
        self._table = _worst_first(pa.Table.from_batches(pieces)) if pieces else None

    def __len__(self) -> int:
        return 0 if self._table is None else int(self._table.num_rows)

    def __iter__(self) -> Iterator[OpenCase]:
        for piece in self._table.to_batches(max_chunksize=1 << 12) if self._table is not None else ():
            for values in piece.to_pylist():
                yield self._case(values)

    @property
    def still_open(self) -> int:
        """How many of them did not stop meanwhile."""
        return len(self) and int(np.count_nonzero(_numbers(self._table, "state") != STATES.index("stopped")))

    def _case(self, values: dict[str, int | str | bool | None]) -> OpenCase:
        plan = self._plans[int(values["plan"] or 0)]
        row = plan.rows[int(values["row"] or 0)]
        agreement, version, target = plan.names
        return OpenCase(
            agreement=agreement,
            version=version,
            target=target,
            row=row.label,
            obligation=say_obligation(row.obligation),
            zone=plan.chosen.version.zone,
            state=STATES[int(values["state"] or 0)],
            **{name: values[name] for name in _AS_THEY_ARE},  # type: ignore[arg-type]
        )


_AS_THEY_ARE = ("case", "cycle", "started", "used", "allowed", "in_data", "due", "breached")


def endangered(glance: Glance, row: int, warn_at: Decimal, start: int, end: int) -> int:
    """How many cases of a row, begun in `[start, end)` and not in breach, have used so much of their allowance."""
    return sum(_endangered(piece, row, warn_at, start, end) for piece in glance.cycles)


def _endangered(piece: pa.RecordBatch, row: int, warn_at: Decimal, start: int, end: int) -> int:
    started = _numbers(piece, "started")
    ours = (_numbers(piece, "row") == row) & (started >= start) & (started < end)
    ours &= np.asarray(piece["breached"].is_null())
    used, allowed = (_numbers(piece, name)[ours].astype(object) for name in ("used", "allowed"))
    share = Fraction(warn_at)
    return int(np.count_nonzero(used * (100 * share.denominator) >= allowed * share.numerator))


def _numbers(piece: pa.RecordBatch | pa.Table, name: str) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = np.asarray(piece[name])
    return numbers


def _worst_first(table: pa.Table) -> pa.Table:
    """In the order of the share used, to the millionth of a percent; whoever has no allowance has used all of it."""
    used, allowed = (_numbers(table, name).astype(object) for name in ("used", "allowed"))
    none = allowed <= 0
    shares = np.where(none, _MOST, np.minimum(used * _MILLIONTHS // np.where(none, 1, allowed), _MOST))
    keys = [("share", "descending"), *((name, "ascending") for name in ("due", "plan", "row", "case", "cycle"))]
    return table.append_column("share", pa.array(shares.astype(np.int64))).sort_by(keys)
