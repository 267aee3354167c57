"""One pass over a log: which columns travel through the sort, in which order, and how whole cases are cut from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, Bools, CaseBatch, Micros, Numbers
from slacode.engine.logs import database
from slacode.engine.logs.conditions import Compiler, Name
from slacode.engine.logs.evaluator import Evaluator, Rows
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log

CASE_HASH = 'hash("case")'
"""What rows are sorted by in place of the case, which is wider. Two cases of one hash are put apart in the batch."""

BATCH_ROWS = 1 << 18
_BITS = 62  # the flags in one signed word


@dataclass(frozen=True, slots=True)
class Scan:
    """A pass over the canonical rows `source`: conditions, and fields that are wanted as instants, texts, numbers."""

    log: Log
    compiler: Compiler
    evaluators: dict[Condition, Evaluator]
    instants: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    def query(self, source: str, as_of: int | None, case: str | None) -> str:
        """SQL for the rows in order, in columns `h, c, t, r`, then flags `w0..`, values `v0..`, texts `x0..`, numbers
        `n0..`."""
        wanted = [f"{CASE_HASH} AS h", '"case" AS c', '"time" AS t', f"{self._identity()} AS r"]
        wanted += [f"{sql} AS w{i}" for i, sql in enumerate(self._words())]
        wanted += [f"{sql} AS v{i}" for i, sql in enumerate(self.compiler.values)]
        wanted += [f"{text_of(self.compiler.names[name])} AS x{i}" for i, name in enumerate(self.texts)]
        wanted += [f"{self.compiler.names[name].sql} AS n{i}" for i, name in enumerate(self.numbers)]
        where = ["bad IS NULL"]
        if as_of is not None:
            where.append(f'"time" <= {as_of}')
        if case is not None:
            where.append(f'"case" = {database.text(case)}')
        order = ["h", "t", *self._tie_breakers(), "r"]
        return f"SELECT {', '.join(wanted)} FROM {source} WHERE {' AND '.join(where)} ORDER BY {', '.join(order)}"

    def _words(self) -> list[str]:
        """The flags, packed; there may be none."""
        flags = list(self.compiler.flags)
        words = [flags[start : start + _BITS] for start in range(0, len(flags), _BITS)]
        return [" + ".join(f"CAST({sql} AS BIGINT) * {1 << bit}" for bit, sql in enumerate(word)) for word in words]

    def _identity(self) -> str:
        """What tells rows of one case and time apart: exact where the fields fit into a word, else a hash."""
        packed, rest = _packed([_small(name) for name in self._declared()])
        if not rest and self.log.order_by is None and len(packed) <= 1:
            return packed[0] if packed else "CAST(0 AS BIGINT)"
        return f"hash({', '.join(['rank', 'rank_text', *(name.sql for name in self._declared())])})"

    def _declared(self) -> list[Name]:
        return [self.compiler.names[field.name] for field in self.log.fields]

    def _tie_breakers(self) -> list[str]:
        """`order by`, then the declared fields up to the last one that this pass looks at: what follows is not seen."""
        declared = self._declared()
        carried = (name for name in self.numbers if self.compiler.names[name].carried)
        used = {*self.compiler.used, *self.instants, *self.texts, *carried}
        seen = max((i + 1 for i, name in enumerate(declared) if name.name in used), default=0)
        order = order_keys(self.log)
        return order + _in_order([_small(name) for name in declared[:seen]])

    def batch(self, rows: pa.Table) -> CaseBatch:
        """A batch of whole cases from rows that came in the order of the query."""
        rows = _put_apart(rows).combine_chunks()
        cases = _column(rows, "c")
        new = _begins(cases)
        same = ~new & _repeats(rows, "t") & _repeats(rows, "r")
        if same.any():
            kept = np.flatnonzero(~same)
            rows, new = rows.take(pa.array(kept)), new[kept]
            cases = _column(rows, "c")
        starts = np.flatnonzero(new)
        offsets = np.append(starts, rows.num_rows).astype(np.int64)
        first = np.repeat(starts, np.diff(offsets))
        return self._finished(rows, cases.take(pa.array(starts)), offsets, first)

    def _finished(self, rows: pa.Table, cases: pa.Array, offsets: Micros, first: NDArray[np.intp]) -> CaseBatch:
        words = [_numbers(rows, f"w{i}") for i in range(len(self._words()))]
        values = [_known_numbers(rows, f"v{i}") for i in range(len(self.compiler.values))]
        state = Rows(words, values, first)
        return CaseBatch(
            cases=cases,
            offsets=offsets,
            time=_numbers(rows, "t"),
            flags={condition: evaluator.evaluate(state) for condition, evaluator in self.evaluators.items()},
            instants={name: self._instant(state, name) for name in self.instants},
            texts={name: self._text(state, name, _column(rows, f"x{i}")) for i, name in enumerate(self.texts)},
            numbers={name: self._number(state, name, _column(rows, f"n{i}")) for i, name in enumerate(self.numbers)},
        )

    def _instant(self, state: Rows, name: str) -> Micros:
        number = self.compiler.values[self.compiler.names[name].sql]
        values, known = state.value(number)
        if self.compiler.names[name].carried:
            last, known = state.fill(name, known)
            values = values[last]
        return np.where(known, values, NO_INSTANT)

    def _text(self, state: Rows, name: str, values: pa.Array) -> pa.Array:
        if not self.compiler.names[name].carried:
            return values
        last, known = state.fill(name, np.asarray(values.is_valid()))
        return values.take(pa.array(last, mask=~known))

    def _number(self, state: Rows, name: str, values: pa.Array) -> Numbers:
        high, low = _words_of(values)
        known = np.asarray(values.is_valid())
        if self.compiler.names[name].carried:
            last, known = state.fill(name, known)
            high, low = high[last], low[last]
        return Numbers(high, low, known)


def prepared(
    log: Log,
    compiler: Compiler,
    conditions: Sequence[Condition],
    instants: Sequence[str],
    texts: Sequence[str],
    numbers: Sequence[str] = (),
) -> Scan:
    """A pass for these conditions and fields, each computed once however often it is asked for."""
    evaluators = {condition: compiler.compile(condition) for condition in dict.fromkeys(conditions)}
    for name in instants:
        compiler.value(compiler.names[name].sql)
    wanted = (tuple(dict.fromkeys(names)) for names in (instants, texts, numbers))
    return Scan(log, compiler, evaluators, *wanted)


def order_keys(log: Log) -> list[str]:
    """The SQL order of `order by`: missing, then numbers, then other texts."""
    return [] if log.order_by is None else ["rank_text NULLS FIRST", "rank NULLS FIRST"]


def full_order(log: Log) -> list[str]:
    """The SQL order of the rows of one case (language reference, 4.2)."""
    return ['"time"', *order_keys(log), *(f"f{i} NULLS FIRST" for i in range(len(log.fields)))]


def text_of(name: Name) -> str:
    """SQL for the canonical text of a field: what a reader would call its value, whatever the file wrote."""
    match name.type:
        case "one of":
            whens = " ".join(f"WHEN {i} THEN {database.text(value)}" for i, value in enumerate(name.values))
            return f"CASE {name.sql} {whens} END" if whens else "CAST(NULL AS VARCHAR)"
        case "number":
            return f"rtrim(rtrim(CAST({name.sql} AS VARCHAR), '0'), '.')"
        case "yesno":
            return f"CASE WHEN {name.sql} THEN 'yes' WHEN NOT {name.sql} THEN 'no' END"
        case "instant":
            return _instant_text(name.sql)
        case "duration":
            seconds = (
                f"CAST({name.sql} AS DECIMAL(29, 0)) * CAST('0.000001' AS DECIMAL(7, 6))"  # a division would be a float
            )
            return f"rtrim(rtrim(CAST({seconds} AS VARCHAR), '0'), '.') || 's'"
        case _:
            return name.sql


def _instant_text(sql: str) -> str:
    written = f"strftime(make_timestamp({sql}), '%Y-%m-%dT%H:%M:%S.%f')"
    return f"rtrim(rtrim({written}, '0'), '.') || 'Z'"


def whole_cases(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Rows in the order of their hash, cut where it changes, so that no case is split."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        hashes = np.asarray(batch.column("h"))
        if not len(hashes):
            continue
        begins = int(np.searchsorted(hashes, hashes[-1]))
        if begins == 0 and held and held[-1].column("h")[-1].as_py() == hashes[-1]:
            held.append(batch)
            continue
        done = [*held, batch.slice(0, begins)]
        if any(part.num_rows for part in done):
            yield pa.Table.from_batches(done)
        held = [batch.slice(begins)]
    if held:
        yield pa.Table.from_batches(held)


def _put_apart(rows: pa.Table) -> pa.Table:
    """The rows of cases that share a hash, each case's together; their order within a case stays."""
    hashes = np.asarray(rows.column("h"))
    cases = _column(rows.combine_chunks(), "c")
    if not (_begins(cases)[1:] & (hashes[1:] == hashes[:-1])).any():
        return rows
    coded = cases.dictionary_encode()
    places = np.argsort(np.asarray(pc.array_sort_indices(coded.dictionary)))
    order = np.lexsort((places[np.asarray(coded.indices)], hashes))
    return rows.take(pa.array(order))


def _begins(cases: pa.Array) -> Bools:
    """Where a row's case differs from the row before."""
    begins = np.ones(len(cases), dtype=np.bool_)
    begins[1:] = np.asarray(pc.not_equal(cases[1:], cases[:-1]))
    return begins


def _repeats(rows: pa.Table, name: str) -> Bools:
    values = _numbers(rows, name)
    repeats = np.zeros(len(values), dtype=np.bool_)
    repeats[1:] = values[1:] == values[:-1]
    return repeats


def _column(rows: pa.Table, name: str) -> pa.Array:
    column = rows.column(name).combine_chunks()
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def _numbers(rows: pa.Table, name: str) -> Micros:
    return np.asarray(rows.column(name))


def _known_numbers(rows: pa.Table, name: str) -> tuple[Micros, Bools]:
    column = _column(rows, name)
    return np.asarray(column.fill_null(0)), np.asarray(column.is_valid())


def _words_of(values: pa.Array) -> tuple[Micros, NDArray[np.uint64]]:
    """Decimals, or whole numbers, as the high and the low half of their 128 bits; what is missing is any number."""
    if not pa.types.is_decimal(values.type):
        whole = np.asarray(values.fill_null(0)).astype(np.int64)
        return whole >> 63, whole.view(np.uint64)
    words = np.frombuffer(values.buffers()[1], dtype=np.uint64)[2 * values.offset : 2 * (values.offset + len(values))]
    return words[1::2].view(np.int64), words[::2]


def _small(name: Name) -> tuple[Name, int | None]:
    """A field, and how many bits its values and their absence need, None if they may need a word or more."""
    if name.type == "yesno":
        return name, 2
    return name, len(name.values).bit_length() if name.type == "one of" else None


def _packed(fields: Sequence[tuple[Name, int | None]]) -> tuple[list[str], list[Name]]:
    """Words that hold the small fields in their order, the first one highest; and the fields that are not small."""
    words: list[str] = []
    bits = _BITS + 1
    for name, width in fields:
        if width is None:
            continue
        place = f"CAST(coalesce(CAST({name.sql} AS SMALLINT) + 1, 0) AS BIGINT)"
        if bits + width > _BITS:
            words.append(place)
            bits = width
        else:
            words[-1] = f"({words[-1]} * {1 << width} + {place})"
            bits += width
    return words, [name for name, width in fields if width is None]


def _in_order(fields: Sequence[tuple[Name, int | None]]) -> list[str]:
    """Sort keys that follow the fields one by one, neighbours that are small in one word."""
    keys: list[str] = []
    run: list[tuple[Name, int | None]] = []
    for name, width in fields:
        if width is None:
            keys += [*_packed(run)[0], f"{name.sql} NULLS FIRST"]
            run = []
        else:
            run.append((name, width))
    return keys + _packed(run)[0]
