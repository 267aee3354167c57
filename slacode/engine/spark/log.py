"""A log on Spark: surveyed, scanned and looked at where its rows are; only what was made of them comes back."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col

from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.logs import read_parquet
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.conditions import Compiler, Name
from slacode.engine.logs.database import Database, EngineError, complaint
from slacode.engine.logs.errors import LogError, not_evaluable
from slacode.engine.logs.files import LogFile, files_of
from slacode.engine.logs.opened import (
    SET_ASIDE,
    OpenLog,
    Survey,
    check_times,
)
from slacode.engine.logs.pool import Looked
from slacode.engine.logs.reading import ROWS, check_columns
from slacode.engine.logs.scan import Scan, prepared
from slacode.engine.logs.set_aside import LogSummary, SetAside
from slacode.engine.logs.summary import digest_of, named_set_aside, summary_of
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log
from slacode.engine.spark.cases import Looking
from slacode.engine.spark.dialect import schema_of, split, type_of
from slacode.engine.spark.parts import ROWS_A_TASK, parts_of
from slacode.engine.spark.reading import PART, Found, Reader

_PIECE = "piece BINARY"
_IS_ERROR = re.compile(r"[\w.]*(Error|Exception)\b.*:")

Pair = tuple[Name, Name]
NOTHING_YET = Survey(0, None, None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Notes two fields whose values are compared by their places, which Spark joins to each row."""

    pairs: list[Pair]

    def __call__(self, left: Name, right: Name) -> tuple[str, str]:
        """The columns of the places."""
        if (left, right) not in self.pairs:
            self.pairs.append((left, right))
        (one, _), (other, _) = _places(self.pairs.index((left, right)), (left, right))
        return one, other


def open_spark_log(
    log: Log,
    files: Sequence[str] | None = None,
    *,
    session: SparkSession,
    base: Path | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    memory_limit: str | None = None,
) -> SparkLog:
    """Open a log on Spark as `open_log` does on one machine; every machine finds the files under the same paths.

    `memory_limit` is that of a task that reads. Raises `LogError`.
    """
    try:
        database = Database(memory_limit)
    except EngineError as error:
        raise complaint(log, error) from error
    try:
        found = files_of(log, files, base, Path(database.folder.name))
        check_times(log, database)
        parquet = [file for file in found if file.format == "parquet"]
        rows = read_parquet.views(database, Canonical(log), parquet)[1]
        reader = Reader(log, parts_of(found, rows), encoding, delimiter, memory_limit)
        return _surveyed(SparkLog(log, session, reader, found, database))
    except BaseException:
        database.close()
        raise


@dataclass(frozen=True)
class SparkLog:
    """A `LogSource` whose rows are in reach of Spark; the same to an evaluation as `OpenLog`."""

    log: Log
    session: SparkSession
    reader: Reader
    files: tuple[LogFile, ...]
    database: Database
    counts: dict[int, int] = field(default_factory=dict)
    survey: Survey = NOTHING_YET

    def __enter__(self) -> SparkLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def last_instant(self) -> int | None:
        return self.survey.last

    def first_instant(self) -> int | None:
        return self.survey.first

    def summary(self) -> LogSummary:
        return summary_of(self.log, self.files, map(digest_of, self.files), self.counts, self.survey.set_aside)

    def set_aside(self) -> Iterator[SetAside]:
        if self.survey.set_aside:
            columns = ("file", "row", "bad", "blamed")
            found = self._read(SET_ASIDE.replace(ROWS, PART), schema_of(self.log, columns)).orderBy(*columns[:3])
            with self._told_to_the_owner():
                yield from named_set_aside(self.log, self.files, map(tuple, found.toLocalIterator()))

    def scan(
        self,
        conditions: Sequence[Condition],
        instants: Sequence[str] = (),
        *,
        as_of: int | None = None,
        case: str | None = None,
        texts: Sequence[str] = (),
        numbers: Sequence[str] = (),
    ) -> Iterator[CaseBatch]:
        """All cases, or one; they come to this machine."""
        needs = Needs(tuple(conditions), tuple(instants), tuple(texts), tuple(numbers))
        yield from self._looked_at(_as_it_is, needs, self.survey.seen(as_of, case))

    def each(
        self, look: Callable[[CaseBatch], Looked], needs: Needs, as_of: int, threads: int | None = None
    ) -> Iterator[Looked]:
        """What `look` gives of each batch; it travels to where the rows are."""
        yield from self._looked_at(look, needs, self.survey.seen(as_of))

    def rows(self, case: str, as_of: int | None = None) -> list[tuple[int, dict[str, str | None]]]:
        columns = ["file", "row", "bad", "blamed", "case", "time", "rank", "rank_text"]
        columns += [f"f{i}" for i in range(len(self.log.fields))]
        where = " AND ".join(["bad IS NULL", *self.survey.seen(as_of, case)])
        found = self._read(f"SELECT * FROM {PART} WHERE {where}", schema_of(self.log, columns))
        with self._told_to_the_owner():
            self.database.over(f"CREATE OR REPLACE TABLE {ROWS} AS SELECT * FROM arriving", found.toArrow())
        return OpenLog(self.log, self.database, self.files, self.counts).rows(case, as_of)

    def surveyed(self) -> list[Found]:
        """What one look at all parts finds."""
        with self._told_to_the_owner():
            return [pickle.loads(row.piece) for row in self._tasks(self.reader.survey, _PIECE).collect()]  # noqa: S301

    def _looked_at(
        self, look: Callable[[CaseBatch], Looked], needs: Needs, where: Sequence[str]
    ) -> Iterator[Looked]:
        """All batches are looked at, side by side, before what was made of them comes back from Spark's disks."""
        ranked: list[Pair] = []
        compiler = Compiler(self.log, Ranking(ranked))
        one = prepared(compiler, needs.conditions, needs.instants, needs.texts, needs.numbers, self.database.batches)
        rows, looking = self._sorted(one, ranked, where), Looking(one, look)
        pieces = rows.mapInArrow(looking, _PIECE).persist(StorageLevel.DISK_ONLY)
        try:
            with self._told_to_the_owner():
                pieces.count()
                for row in pieces.toLocalIterator():
                    yield pickle.loads(row.piece)  # noqa: S301 - a task of this very evaluation wrote it
        finally:
            pieces.unpersist()

    def _sorted(self, one: Scan, ranked: Sequence[Pair], where: Sequence[str]) -> DataFrame:
        """All rows of a case in one partition, in order."""
        texts = [one.compiler.names[name] for name in one.texts]
        joined = {column: _bare(name) for n, pair in enumerate(ranked) for column, name in _places(n, pair)}
        parted = split(self.log, one.query(ROWS, where, '"case"'), texts, joined)
        rows = self._read(parted.reads, parted.schema)
        for number, pair in enumerate(ranked):
            ranks = self._ranks(pair)
            for column, _ in _places(number, pair):
                value = f"v_{column}"
                side = ranks.select(ranks["v"].alias(value), ranks["place"].alias(column))
                rows = rows.join(side, rows[joined[column]] == side[value], "left").drop(value)
        keys = (col(name).asc_nulls_first() if first else col(name).asc_nulls_last() for name, first in parted.order)
        computed = rows.selectExpr(*parted.columns).repartition(self._tasks_of_cases(), "h")
        return computed.sortWithinPartitions(*keys)

    def _tasks_of_cases(self) -> int:
        """Each has a few batches to look at, and none is idle."""
        workers: int = self.session.sparkContext.defaultParallelism
        return max(workers, -(-sum(self.counts.values()) // ROWS_A_TASK))

    def _ranks(self, pair: Pair) -> DataFrame:
        """The places `place` of two fields' values `v` in the order of all values of both."""
        good = [f"SELECT {name.sql} AS v FROM {PART} WHERE bad IS NULL AND {name.sql} IS NOT NULL" for name in pair]
        values = self._read(" UNION ".join(good), f"v {type_of(self.log, _bare(pair[0]))}").distinct()
        return values.selectExpr("v", "row_number() OVER (ORDER BY v) AS place")

    def _read(self, query: str, schema: str) -> DataFrame:
        """The rows that a query on `PART` gives in all parts."""
        reader = self.reader
        return self._tasks(lambda numbers: reader.rows(numbers, query), schema)

    def _tasks(self, run: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], schema: str) -> DataFrame:
        """A task for each part."""
        count = len(self.reader.parts)
        return self.session.range(0, count, 1, count).mapInArrow(run, schema)

    @contextmanager
    def _told_to_the_owner(self) -> Iterator[None]:
        """What goes wrong in a task as an error about the log."""
        try:
            yield
        except (PySparkException, Py4JError) as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            told = next((line for line in reversed(lines) if _IS_ERROR.match(line)), lines[0])
            reason = f"a task of Spark failed: {told.rpartition('LogError: ')[2]}"
            raise LogError([not_evaluable(self.log, reason)]) from error


def _surveyed(log: SparkLog) -> SparkLog:
    """The log with what a look at all its rows tells."""
    found = sorted(log.surveyed(), key=lambda one: one.file)
    for one in found:
        if one.problems:
            raise LogError(one.problems)
    rows = {one.file: one.rows for one in found}
    keys = {one.file: one.keys for one in found}
    check_columns(Canonical(log.log), log.files, rows, lambda file: keys[file.number])
    firsts = [one.first for one in found if one.first is not None]
    lasts = [one.last for one in found if one.last is not None]
    survey = Survey(sum(one.set_aside for one in found), min(firsts, default=None), max(lasts, default=None))
    return replace(log, counts=rows, survey=survey)


def _places(number: int, pair: Pair) -> tuple[tuple[str, Name], tuple[str, Name]]:
    """The columns in which the places of a pair's values stand, each with the field of the values."""
    return (f"left{number}", pair[0]), (f"right{number}", pair[1])


def _bare(name: Name) -> str:
    """The column of canonical rows that holds a field, as Spark calls it."""
    return name.sql.strip('"')


def _as_it_is(batch: CaseBatch) -> CaseBatch:
    return replace(batch, named=batch.cases)
