"""From the query of a scan, in the dialect of the embedded engine, to what Spark computes and orders by.

What parses and writes values stays with the reader. What is left are conditions on the values of one row, whose meaning
is the same in both; `hash` alone differs, and is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from slacode.engine.logs.columns import DECIMAL
from slacode.engine.logs.conditions import Name
from slacode.engine.logs.scan import text_of
from slacode.engine.logs.slots import sql_type
from slacode.engine.model.logs import Log
from slacode.engine.spark.reading import PART

_TYPES = {"file": "INTEGER", "row": "BIGINT", "bad": "SMALLINT", "case": "VARCHAR", "time": "BIGINT"}
_TYPES |= {"blamed": "VARCHAR", "rank": DECIMAL, "rank_text": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class Split:
    """A query split in two: `reads` is asked of each part and gives columns of the types `schema`; of these Spark makes
    `columns`, which hold the case as `h`, and sorts the rows of each case by `order`: columns, and whether what is
    missing comes first."""

    reads: str
    schema: str
    columns: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]


def split(log: Log, query: str, texts: Iterable[Name], joined: Mapping[str, str]) -> Split:
    """Split the query of a scan; `texts` are the fields that it wants as text, in columns `x0..`, which the reader
    writes; `joined` are columns that Spark adds itself, each with the one by whose value it does."""
    tree = sqlglot.parse_one(query, read="duckdb")
    written = {f"x{i}": name for i, name in enumerate(texts)}
    columns = {one.alias: exp.column(one.alias) if one.alias in written else one.this for one in tree.expressions}
    order = []
    for key in tree.args["order"].expressions:
        if key.this.name not in columns:  # sorted by, but not asked for
            columns[f"by_{key.this.name}"] = key.this
        name = key.this.name if key.this.name in columns else f"by_{key.this.name}"
        order.append((name, bool(key.args.get("nulls_first"))))
    used = {found.name for column in columns.values() for found in column.find_all(exp.Column)}
    read = sorted((used | set(joined.values())) - set(joined) - set(written))
    wanted = [*map(_quoted, read), *(f"{text_of(name)} AS {x}" for x, name in written.items())]
    where = tree.args.get("where")
    chosen = where.sql("duckdb") if where else ""
    return Split(
        reads=f"SELECT {', '.join(wanted)} FROM {PART} {chosen}",
        schema=schema_of(log, read) + "".join(f", {x} STRING" for x in written),
        columns=tuple(f"{_spark(column)} AS {name}" for name, column in columns.items()),
        order=tuple(order),
    )


def schema_of(log: Log, columns: Iterable[str]) -> str:
    """The types of canonical columns, as Spark names them."""
    return ", ".join(f"`{name}` {type_of(log, name)}" for name in columns)


def type_of(log: Log, column: str) -> str:
    """The type of a canonical column."""
    types = _TYPES | {f"f{i}": sql_type(field) for i, field in enumerate(log.fields)}
    named: str = exp.DataType.build(types[column], dialect="duckdb").sql("spark")
    return named


def _quoted(name: str) -> str:
    quoted: str = exp.column(name, quoted=True).sql("duckdb")
    return quoted


def _spark(column: exp.Expression) -> str:
    text: str = column.transform(_told_apart).sql("spark")
    return text


def _told_apart(node: exp.Expression) -> exp.Expression:
    """Spark's hash skips what is missing, so it is told for each value whether it is."""
    if not (isinstance(node, exp.Anonymous) and node.name.lower() == "hash"):
        return node
    told = [part for value in node.expressions for part in (value, exp.Is(this=value.copy(), expression=exp.null()))]
    return exp.Anonymous(this="xxhash64", expressions=told)
