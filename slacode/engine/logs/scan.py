"""One pass over a log: which columns travel through the sort, and in which order.

The sort is what a pass over a large log takes most of its time for, so its keys are few and narrow, and so is what
travels with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, Bools, CaseBatch, Micros, Numbers
from slacode.engine.logs import database
from slacode.engine.logs.conditions import Compiler, Name
from slacode.engine.logs.cutting import LOW, Cut, cut_cases
from slacode.engine.logs.evaluator import Evaluator, Rows
from slacode.engine.logs.names import NamesOf
from slacode.engine.logs.packing import Code
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log

CASE = '"case"'
"""The case itself."""
CASE_HASH = 'hash("case")'
"""What rows are sorted by in place of the case, which is wider."""
SECOND_HASH = f"""CAST(hash("case" || '.') & {LOW} AS UINTEGER)"""
"""What tells cases with one hash apart: it travels in the low bits of the code, where it costs the sort nothing."""

BATCH_ROWS = 1 << 18
_BITS = 62  # the flags in one signed word
_AT_ONCE = 64  # flags of the table of codes, whole bytes of them: an answer takes so many bytes a code


@dataclass(frozen=True, slots=True)
class Table:
    """What conditions on the code alone say of every code: eight of them a byte, `places` tells which is where."""

    places: dict[int, int]
    bytes: tuple[NDArray[np.uint8], ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A pass over the canonical rows `source`: conditions, and fields that are wanted as instants, texts, numbers.

    `code` packs the small fields. `table` says, condition by condition that reads no other field, what holds for each
    code; conditions that read others are flags of each row.
    """

    log: Log
    compiler: Compiler
    evaluators: dict[Condition, Evaluator]
    instants: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    code: Code
    table: Table

    def query(self, source: str, where: Sequence[str], case: str, second: str | None = None) -> str:
        """SQL for the rows in order, in columns `h` (the `case` as a number), `t`, `k` (the code) and, if need be, `r`,
        then what is carried: flags `w0..`, values `v0..`, texts `x0..`, numbers `n0..`.

        Where `h` alone does not tell cases apart, `k` also holds, in its low bits, the `second` number of the case.
        """
        columns = [*self._placed(case, second), *self._identity(), *self._carried()]
        chosen = f" WHERE {' AND '.join(where)}" if where else ""
        return f"SELECT {', '.join(columns)} FROM {source}{chosen} ORDER BY {', '.join(self._keys())}"

    def held_query(self, source: str, case: str, second: str | None, *, identity: bool) -> str:
        """SQL for all rows in any order, as `query` gives them but with `r` only if asked for, and whether they are
        `bad`."""
        columns = [*self._placed(case, second), *(self._identity() if identity else ()), *self._carried()]
        return f"SELECT {', '.join(columns)}, bad IS NOT NULL AS bad FROM {source}"

    @property
    def is_narrow(self) -> bool:
        """Whether all that is carried are whole numbers."""
        return not self.texts and not self.numbers

    @property
    def has_identity(self) -> bool:
        """Whether more than case, time and code tells rows apart."""
        return bool(self._rest)

    def _placed(self, case: str, second: str | None) -> list[str]:
        code = self.code.sql if second is None else f"CAST({self.code.sql} AS UINTEGER) * {LOW + 1} + {second}"
        return [f"{case} AS h", '"time" AS t', f"{code} AS k"]

    def _identity(self) -> list[str]:
        return [f"hash({', '.join(self._rest)}) AS r"] if self._rest else []

    def _carried(self) -> list[str]:
        compiler = self.compiler
        return [
            *(f"{sql} AS w{i}" for i, sql in enumerate(self._words())),
            *(f"coalesce({sql}, {NO_INSTANT}) AS v{i}" for i, sql in enumerate(compiler.values)),
            *(f"{text_of(compiler.names[name])} AS x{i}" for i, name in enumerate(self.texts)),
            *(f"{compiler.names[name].sql} AS n{i}" for i, name in enumerate(self.numbers)),
        ]

    def _keys(self) -> list[str]:
        """Time, then what orders the rows of one time, then what tells them apart, so that equal ones are neighbours.

        Rows that are all key, or have a short one, sort at twice the speed of others. So where the code orders the rows
        and something is carried, the key ends there and rows of one code are left in any order.
        """
        rest = ["r"] if self._rest else []
        if not self.ordered_by_code:
            return ["h", "t", *order_keys(self.log), *(f"{name.sql} NULLS FIRST" for name in self._seen()), "k", *rest]
        return ["h", "t", "k"] if self._carried() else ["h", "t", "k", *rest]

    @property
    def ordered_by_code(self) -> bool:
        """Whether the code orders the rows of one case and time."""
        return self.log.order_by is None and all(name in self.code.fields for name in self._seen())

    def _seen(self) -> list[Name]:
        """The declared fields up to the last one that this pass looks at: what follows cannot be told."""
        declared = self._declared()
        carried = (name for name in self.numbers if self.compiler.names[name].carried)
        used = {*self.compiler.used, *self.instants, *self.texts, *carried}
        return declared[: max((i + 1 for i, name in enumerate(declared) if name.name in used), default=0)]

    @property
    def _rest(self) -> list[str]:
        """What, beside case, time and code, tells rows apart."""
        fields = [name.sql for name in self._declared() if name not in self.code.fields]
        return fields if self.log.order_by is None else ["rank", "rank_text", *fields]

    def _declared(self) -> list[Name]:
        return [self.compiler.names[field.name] for field in self.log.fields]

    def _words(self) -> list[str]:
        """The flags that no table tells, packed; there may be none."""
        flags = [sql for sql, number in self.compiler.flags.items() if number not in self.table.places]
        words = [flags[start : start + _BITS] for start in range(0, len(flags), _BITS)]
        return [" + ".join(f"CAST({sql} AS BIGINT) * {1 << bit}" for bit, sql in enumerate(word)) for word in words]

    def cut(self, rows: pa.RecordBatch) -> Cut:
        """The cases of a piece of whole ones that came in the order of the query."""
        return cut_cases(rows, loose=self.ordered_by_code)

    def batch(self, cut: Cut, names: NamesOf, *, in_order: bool = False) -> CaseBatch:
        """The batch of some cases; `in_order` as of `CaseBatch`."""
        state = Rows(self._flags_of(cut), self._values_of(cut), cut.offsets[:-1])
        texts = {name: self._text(state, name, cut.column(f"x{i}")) for i, name in enumerate(self.texts)}
        numbers = {name: self._number(state, name, cut.column(f"n{i}")) for i, name in enumerate(self.numbers)}
        return CaseBatch(
            named=partial(names.of, cut.hashes),
            offsets=cut.offsets,
            time=cut.time,
            flags={condition: evaluator.evaluate(state) for condition, evaluator in self.evaluators.items()},
            instants={name: self._instant(state, name) for name in self.instants},
            texts=texts,
            numbers=numbers,
            in_order=in_order,
        )

    def _flags_of(self, cut: Cut) -> Callable[[int], Bools]:
        code = cut.numbers("k").astype(np.intp)
        words = [cut.numbers(f"w{i}") for i in range(len(self._words()))]
        told = [of_code.take(code) for of_code in self.table.bytes]
        places = self.table.places
        others = [number for number in self.compiler.flags.values() if number not in places]

        def flag(number: int) -> Bools:
            if number in places:
                byte, bit = divmod(places[number], 8)
                holds: Bools = (told[byte] & (1 << bit)) != 0
                return holds
            word, bit = divmod(others.index(number), _BITS)
            return ((words[word] >> bit) & 1).astype(np.bool_)

        return flag

    def _values_of(self, cut: Cut) -> list[tuple[Micros, Bools]]:
        columns = [cut.numbers(f"v{i}") for i in range(len(self.compiler.values))]
        return [(column, column != NO_INSTANT) for column in columns]

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


Asking = Callable[[str, int], Iterator[pa.RecordBatch]]
"""Runs a query, and gives its rows as batches of about so many."""


def prepared(
    compiler: Compiler,
    conditions: Sequence[Condition],
    instants: Sequence[str],
    texts: Sequence[str],
    numbers: Sequence[str],
    ask: Asking,
) -> Scan:
    """A pass for these conditions and fields, each computed once however often it is asked for; `ask` runs a query."""
    evaluators = {condition: compiler.compile(condition) for condition in dict.fromkeys(conditions)}
    for name in instants:
        compiler.value(compiler.names[name].sql)
    code = Code.of(compiler.names[field.name] for field in compiler.log.fields)
    return Scan(
        log=compiler.log,
        compiler=compiler,
        evaluators=evaluators,
        instants=tuple(dict.fromkeys(instants)),
        texts=tuple(dict.fromkeys(texts)),
        numbers=tuple(dict.fromkeys(numbers)),
        code=code,
        table=_table(compiler, code, ask),
    )


def _table(compiler: Compiler, code: Code, ask: Asking) -> Table:
    """What each flag that depends on the code alone says of every code."""
    told = {sql: n for sql, n in compiler.flags.items() if compiler.reads[n] <= code.names}
    flags = list(told)
    parts = [flags[start : start + _AT_ONCE] for start in range(0, len(flags), _AT_ONCE)]
    of_codes = (byte for part in parts for byte in _packed(ask(code.table(part), BATCH_ROWS)))
    return Table({number: place for place, number in enumerate(told.values())}, tuple(of_codes))


def _packed(answers: Iterator[pa.RecordBatch]) -> NDArray[np.uint8]:
    """Columns of yes and no as rows of bytes, the first column in the lowest bit of the first one."""
    bits = [np.array([column.to_numpy(zero_copy_only=False) for column in rows.columns]) for rows in answers]
    return np.packbits(np.concatenate(bits, axis=1), axis=0, bitorder="little")


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


def _words_of(values: pa.Array) -> tuple[Micros, NDArray[np.uint64]]:
    """Decimals, or whole numbers, as the high and the low half of their 128 bits; what is missing is any number."""
    if not pa.types.is_decimal(values.type):
        whole = np.asarray(values.fill_null(0)).astype(np.int64)
        return whole >> 63, whole.view(np.uint64)
    words = np.frombuffer(values.buffers()[1], dtype=np.uint64)[2 * values.offset : 2 * (values.offset + len(values))]
    return words[1::2].view(np.int64), words[::2]
