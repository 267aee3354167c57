"""The file of `--attribution`: for each breached cycle what every support took of it, and what falls to none."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.attribution.path import Path
from slacode.engine.evaluate.batch import NO_INSTANT, Micros
from slacode.engine.evaluate.cases import SECONDS, CycleStore, coded, everywhere, named, numbers, seconds, verdicts
from slacode.engine.evaluate.judge import Judge
from slacode.engine.evaluate.plan import TargetPlan
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

ORDER = "case", "cycle", "support"

STOOD = (None, "not judged", "held", "pending", "broke")
"""How a support stands in a cycle, by `Stand`."""


def store(judges: Iterable[Judge]) -> CycleStore:
    """A store of such rows of some targets."""
    clocks = (judge for judge in judges if isinstance(judge, ClockJudge))
    paths = {judge.plan.names: judge.parting.path for judge in clocks if judge.parting is not None}
    return CycleStore(ORDER, lambda rows, plan: _final(rows, plan, paths[plan.names]))


def _final(rows: pa.Table, plan: TargetPlan, path: Path) -> pa.Table:
    size = rows.num_rows
    agreement, version, target = plan.names
    allowance, attributed = numbers(rows["allowance"]), numbers(rows["attributed"])
    supports = [*(say_ref(*name) for name in path.names), None]
    columns = [
        everywhere(agreement, size),
        pa.repeat(pa.scalar(version, pa.int32()), size),
        everywhere(target, size),
        named([row.label for row in plan.rows], rows["row"]),
        rows["case"],
        rows["cycle"],
        verdicts(rows["verdict"]),
        named([window.name for window in plan.periods.windows], rows["cell"]),
        seconds(allowance),
        seconds(numbers(rows["elapsed"])),
        named(supports, rows["support"]),
        named(STOOD, rows["stand"]),
        *(seconds(numbers(rows[name])) for name in ("took", "attributed", "shared", "late")),
        seconds(_millionths_of_percent(attributed, allowance)),
    ]
    return pa.table(columns, schema=coded(SCHEMA))


def _millionths_of_percent(part: Micros, whole: Micros) -> Micros:
    """Percent in millionths, cut there; by long division, so that no product leaves 64 bits."""
    known = whole > 0
    divisor = np.where(known, whole, 1)
    share, rest = np.divmod(part, divisor)
    for _ in range(2):
        digits, rest = np.divmod(rest * 10_000, divisor)
        share = share * 10_000 + digits
    return np.where(known, share, NO_INSTANT)
