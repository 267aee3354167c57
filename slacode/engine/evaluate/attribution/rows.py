"""The file of `--attribution`: for each breached cycle what every support took of it, and what falls to none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.attribution.path import SupportName
from slacode.engine.evaluate.batch import NO_INSTANT, Micros
from slacode.engine.evaluate.cases import SECONDS, Labels, Named, coded, seconds, verdicts, words
from slacode.engine.evaluate.judge import Judge
from slacode.engine.evaluate.spool import Columns, Final
from slacode.engine.metrics.clock.kind import ClockJudge
from slacode.engine.wording import say_ref

SCHEMA = pa.schema(
    [
        pa.field("agreement", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("row", pa.string()),
        pa.field("case", pa.string(), nullable=False),
        pa.field("cycle", pa.int32(), nullable=False),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("period", pa.string()),
        pa.field("allowance_s", SECONDS),
        pa.field("elapsed_s", SECONDS, nullable=False),
        pa.field("support", pa.string()),
        pa.field("stood", pa.string()),
        pa.field("took_s", SECONDS),
        pa.field("attributed_s", SECONDS, nullable=False),
        pa.field("shared_s", SECONDS, nullable=False),
        pa.field("late_s", SECONDS, nullable=False),
        pa.field("share", SECONDS),
    ]
)
"""The columns of `--attribution`, in their order; the row of a cycle that names no support is what falls to none."""

STOOD = (None, "not judged", "held", "pending", "broke")
"""How a support stands in a cycle, by `Stand`."""


def attributed_of(judges: Sequence[Judge]) -> Final:
    """What makes rows of the file of the narrow columns of some targets."""
    plans = [judge.plan for judge in judges]
    named = Named.of(plans)
    supports = Labels.of([*(say_ref(*name) for name in _supports(judge)), None] for judge in judges)

    def final(cases: pa.Array, rows: Columns) -> pa.Table:
        columns = [
            *named.begins(cases, rows),
            verdicts(rows["verdict"]),
            named.period(rows),
            seconds(rows["allowance"]),
            seconds(rows["elapsed"]),
            supports.at(rows["target"], rows["support"]),
            words(STOOD).at(0, rows["stand"]),
            *(seconds(rows[name]) for name in ("took", "attributed", "shared", "late")),
            seconds(_millionths_of_percent(rows["attributed"], rows["allowance"])),
        ]
        return pa.table(columns, schema=coded(SCHEMA))

    return final


def _supports(judge: Judge) -> Sequence[SupportName]:
    parting = judge.parting if isinstance(judge, ClockJudge) else None
    return () if parting is None else parting.path.names


def _millionths_of_percent(part: Micros, whole: Micros) -> Micros:
    """Percent in millionths, cut there; by long division, so that no product leaves 64 bits."""
    known = whole > 0
    divisor = np.where(known, whole, 1)
    share, rest = np.divmod(part, divisor)
    for _ in range(2):
        digits, rest = np.divmod(rest * 10_000, divisor)
        share = share * 10_000 + digits
    return np.where(known, share, NO_INSTANT)
