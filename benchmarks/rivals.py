"""The same four clocks written by hand, in the data engine's SQL and in Polars; due instants must be slacode's.

    python -m benchmarks.rivals sql|polars LOG RUNS OUT

They are given what is hard: the calendars, as `RUNS` of open time with the counted time before and after each. What
they leave out is what slacode does beside: reopening, cancelling, versions, verdicts and periods, and rows that cannot
be read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import tickets
from benchmarks.measuring import python, side_by_side, slacode
from slacode.engine.calendar.instants import DAY
from slacode.engine.evaluate.hours import Tables
from slacode.project import load

CLOCKS = {
    "respond": ("s = 'new'", "s <> 'new'", "false"),
    "restore": ("s = 'new'", "s IN ('resolved', 'closed')", "s = 'Awaiting user'"),
    "repair": ("s = 'assigned'", "s IN ('resolved', 'closed')", "s = 'Awaiting user'"),
    "confirm": ("s = 'resolved'", "s = 'closed'", "false"),
}
"""When each clock starts, stops and is paused."""

_HOUR = 3_600_000_000
ALLOWED = [
    (clock, priority, calendar, hours * factor * _HOUR)
    for clock, hours in tickets.CLOCKS
    for priority, factor, calendar in zip(tickets.PRIORITIES, tickets.FACTORS, tickets.CALENDARS, strict=True)
]
ALLOWED_COLUMNS = ("clock", "p", "calendar", "allowance")


def compared(folder: Path, rows: int, runs: int) -> Iterator[tuple[str, ...]]:
    """Each way in seconds, with its memory, against slacode, and whether its due instants are the same."""
    log, policy, open_time = (folder / name for name in ("log.parquet", "plain.sla", "runs.parquet"))
    tickets.write(log, rows)
    policy.write_text(tickets.policy(plain=True), encoding="utf-8")
    _write_runs(policy, open_time)
    found = {name: folder / f"{name}.parquet" for name in ("slacode", "sql", "polars")}
    ours = ("evaluate", str(policy), "--log", f"tickets={log}", "--cases", str(found["slacode"]))
    others = {
        name: python("-m", "benchmarks.rivals", name, str(log), str(open_time), str(found[name]))
        for name in ("sql", "polars")
    }
    measured = side_by_side({"slacode": slacode(*ours), **others}, runs)
    for name, taken in measured.items():
        ratio = taken.best / measured["slacode"].best
        same = "" if name == "slacode" else _same(found["slacode"], found[name])
        yield name, f"{taken.best:.2f}", f"{taken.memory / 1e6:,.0f}", f"{ratio:.2f}", same


def _write_runs(policy: Path, path: Path) -> None:
    """The runs of open time of each calendar, over the years of the log and what follows."""
    tables = Tables(load(policy).model)
    columns: dict[str, list[object]] = {name: [] for name in ("calendar", "opens", "closes", "before", "after")}
    for name in sorted(set(tickets.CALENDARS)):
        calendar = tables.table(name, "Europe/Berlin").calendar
        known = calendar.covering(tickets.FIRST - 30 * DAY, tickets.FIRST + tickets.SPAN + 800 * DAY)
        for column, values in zip(columns.values(), _runs(name, known.starts, known.ends, known.before), strict=True):
            column.extend(values)
    pq.write_table(pa.table(columns), path)


def _runs(name: str, starts: list[int], ends: list[int], before: list[int]) -> tuple[list[object], ...]:
    after = [b + e - s for s, e, b in zip(starts, ends, before, strict=True)]
    return [name] * len(starts), [*starts], [*ends], [*before], [*after]


def _same(ours: Path, theirs: Path) -> str:
    clock = "regexp_extract(target, '[a-z]+')"
    mine = f"SELECT {clock} AS clock, \"case\" AS c, epoch_us(due_at) AS due FROM '{ours}'"
    other = f"SELECT clock, c, due FROM '{theirs}'"
    [(only_mine, only_theirs, size)] = duckdb.sql(
        f"SELECT (SELECT count(*) FROM ({mine} EXCEPT ALL {other})), "
        f"(SELECT count(*) FROM ({other} EXCEPT ALL {mine})), (SELECT count(*) FROM ({mine}))"
    ).fetchall()
    return f"all {size:,}" if only_mine == only_theirs == 0 else f"{max(only_mine, only_theirs):,} of {size:,} differ"


SPANS = """
CREATE OR REPLACE TABLE cycles AS
SELECT c, b, min(n) FILTER (stops AND n >= b) AS e, max(n) AS last
FROM (SELECT c, n, {stop} AS stops, min(n) FILTER ({start}) OVER (PARTITION BY c) AS b FROM rows_) WHERE b IS NOT NULL
GROUP BY c, b;
CREATE OR REPLACE TABLE decided AS
SELECT cycles.*, calendar, allowance, CASE WHEN e IS NULL THEN as_of ELSE t END AS ended
FROM cycles JOIN rows_ ON rows_.c = cycles.c AND rows_.n = coalesce(e, last) JOIN allowed USING (p), moment
WHERE clock = '{clock}';
CREATE OR REPLACE TABLE spans AS
SELECT c, n, calendar, allowance, t AS since, coalesce(next, as_of) AS until
FROM rows_ JOIN decided USING (c), moment WHERE n >= b AND (e IS NULL OR n < e) AND NOT ({pause});
CREATE OR REPLACE TABLE levels AS
WITH from_ AS (
  SELECT spans.*, before + least(since, closes) - opens AS b0
  FROM spans ASOF JOIN open_ ON spans.calendar = open_.calendar AND spans.since >= open_.opens
), both_ AS (
  SELECT from_.*, before + least(until, closes) - opens - b0 AS counted
  FROM from_ ASOF JOIN open_ ON from_.calendar = open_.calendar AND from_.until >= open_.opens
), summed AS (SELECT *, sum(counted) OVER (PARTITION BY c ORDER BY n) AS upto FROM both_)
SELECT c, min(b0 + allowance - upto + counted) FILTER (upto >= allowance) AS level, CAST(max(upto) AS BIGINT) AS total
FROM summed GROUP BY c;
CREATE OR REPLACE TABLE dues AS
WITH ended_ AS (
  SELECT decided.*, before + least(ended, closes) - opens AS b1
  FROM decided ASOF JOIN open_ ON decided.calendar = open_.calendar AND decided.ended >= open_.opens
), wanted AS (
  SELECT c, calendar, CAST(coalesce(level, b1 + allowance - coalesce(total, 0)) AS BIGINT) AS level
  FROM ended_ LEFT JOIN levels USING (c)
)
SELECT c, opens + level - before AS due
FROM wanted ASOF JOIN open_ ON wanted.calendar = open_.calendar AND wanted.level <= open_.after;
INSERT INTO found SELECT '{clock}', c, due FROM dues;
"""


def by_sql(log: str, runs: str, out: str) -> None:
    """Clock by clock in the data engine's SQL."""
    connection = duckdb.connect(config={"preserve_insertion_order": "false"})
    statuses = ", ".join(f"'{status}'" for status in tickets.STATUSES)
    connection.execute(f"""
        CREATE TABLE open_ AS FROM '{runs}';
        CREATE TABLE rows_ AS
        SELECT ticket_id AS c, epoch_us(updated_at) AS t, status AS s, row_number() OVER w AS n,
          lead(epoch_us(updated_at)) OVER w AS next, last_value(priority IGNORE NULLS) OVER w AS p
        FROM '{log}' WINDOW w AS (
          PARTITION BY ticket_id ORDER BY updated_at, list_position([{statuses}], status), priority
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        );
        CREATE TABLE moment AS SELECT max(t) AS as_of FROM rows_;
        CREATE TABLE allowed (clock VARCHAR, p VARCHAR, calendar VARCHAR, allowance BIGINT);
        CREATE TABLE found (clock VARCHAR, c VARCHAR, due BIGINT);
    """)
    connection.executemany("INSERT INTO allowed VALUES (?, ?, ?, ?)", ALLOWED)
    for clock, (start, stop, pause) in CLOCKS.items():
        connection.execute(SPANS.format(clock=clock, start=start, stop=stop, pause=pause))
    connection.execute(f"COPY found TO '{out}' (FORMAT parquet)")


def by_polars(log: str, runs: str, out: str) -> None:
    """Clock by clock in Polars."""
    open_ = pl.read_parquet(runs).sort("calendar", "opens")
    allowed = pl.DataFrame(ALLOWED, schema=ALLOWED_COLUMNS, orient="row")
    rows = pl.read_parquet(log, columns=["ticket_id", "updated_at", "status", "priority"]).select(
        c="ticket_id", t=pl.col("updated_at").cast(pl.Int64), s="status", p="priority"
    )
    rows = rows.with_columns(k=pl.col("s").replace_strict(dict(zip(tickets.STATUSES, range(7), strict=True))))
    rows = rows.sort("c", "t", "k", "p").with_columns(
        n=pl.int_range(pl.len()).over("c"), next=pl.col("t").shift(-1).over("c"), p=pl.col("p").forward_fill().over("c")
    )
    as_of = rows["t"].max()
    found = [
        _by_polars(rows, open_, allowed.filter(clock=clock), as_of, *map(pl.sql_expr, conditions)).select(
            pl.lit(clock).alias("clock"), "c", "due"
        )
        for clock, conditions in CLOCKS.items()
    ]
    pl.concat(found).write_parquet(out)


def _by_polars(
    rows: pl.DataFrame,
    open_: pl.DataFrame,
    allowed: pl.DataFrame,
    as_of: int,
    start: pl.Expr,
    stop: pl.Expr,
    pause: pl.Expr,
) -> pl.DataFrame:
    n, e = pl.col("n"), pl.col("e")
    begun = rows.filter(start).group_by("c").agg(b=n.min())
    ran = rows.join(begun, on="c").filter(n >= pl.col("b"))
    stopped = ran.filter(stop).group_by("c").agg(e=n.min())
    ran = ran.join(stopped, on="c", how="left")
    last = ran.filter(n == pl.coalesce("e", n.max().over("c")))
    decided = last.join(allowed, on="p").select(
        "c", "e", "calendar", "allowance", ended=pl.when(e.is_null()).then(as_of).otherwise("t")
    )
    spans = ran.filter((e.is_null() | (n < e)) & ~pause).join(decided.drop("e", "ended"), on="c")
    spans = spans.select("c", "n", "calendar", "allowance", since="t", until=pl.col("next").fill_null(as_of))
    spans = _counted(_counted(spans, open_, "since", "b0"), open_, "until", "b1").sort("c", "n")
    spans = spans.with_columns(upto=(pl.col("b1") - pl.col("b0")).cum_sum().over("c"))
    reached = spans.filter(pl.col("upto") >= pl.col("allowance")).group_by("c").agg(
        level=(pl.col("b1") + pl.col("allowance") - pl.col("upto")).first()
    )
    total = spans.group_by("c").agg(total=pl.col("upto").max())
    wanted = _counted(decided, open_, "ended", "at_end").join(reached, on="c", how="left")
    wanted = wanted.join(total, on="c", how="left")
    ahead = pl.col("at_end") + pl.col("allowance") - pl.col("total").fill_null(0)
    wanted = wanted.with_columns(level=pl.coalesce("level", ahead)).sort("level")
    ends = open_.select("calendar", "opens", "before", level="after").sort("level")
    due = wanted.join_asof(ends, on="level", by="calendar", strategy="forward", check_sortedness=False)
    return due.with_columns(due=pl.col("opens") + pl.col("level") - pl.col("before"))


def _counted(frame: pl.DataFrame, open_: pl.DataFrame, instant: str, name: str) -> pl.DataFrame:
    begins = open_.select("calendar", "closes", "before", opens="opens").sort("opens")
    joined = frame.sort(instant).join_asof(
        begins,
        left_on=instant,
        right_on="opens",
        by="calendar",
        strategy="backward",
        check_sortedness=False,
        coalesce=False,
    )
    counted = pl.col("before") + pl.min_horizontal(instant, "closes") - pl.col("opens")
    return joined.with_columns(counted.alias(name)).drop("closes", "before", "opens")


if __name__ == "__main__":
    {"sql": by_sql, "polars": by_polars}[sys.argv[1]](*sys.argv[2:])
