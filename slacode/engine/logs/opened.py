"""A log that was opened: its summary, its last instant, its cases in batches, and the rows of one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import pyarrow as pa

from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.evaluate.options import Progress, unseen
from slacode.engine.logs import scan
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.conditions import Compiler, Name, names_of
from slacode.engine.logs.cutting import Cut, told_apart, whole_cases
from slacode.engine.logs.database import Database, EngineError, Value, complaint, shortage, text
from slacode.engine.logs.errors import LogError, not_evaluable
from slacode.engine.logs.files import LogFile, files_of
from slacode.engine.logs.growing import up_to_last_row
from slacode.engine.logs.held import ARRIVING_ROWS, MEMORY_SHARE, ROW_BYTES, Held, take_in
from slacode.engine.logs.names import Names, NamesOnDemand, kept_names
from slacode.engine.logs.pool import Looked, in_threads, shown
from slacode.engine.logs.read_parquet import damaged
from slacode.engine.logs.reading import ROWS, check_columns, keys_in, read_files
from slacode.engine.logs.scan import Scan
from slacode.engine.logs.set_aside import LogSummary, SetAside
from slacode.engine.logs.short_names import ShortNames
from slacode.engine.logs.summary import Digests, digest_of, named_set_aside, summary_of
from slacode.engine.logs.zones import offsets
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log

_GOOD_TIME = 'CASE WHEN bad IS NULL THEN "time" END'
SURVEY = f"SELECT count(bad), min(good), max(good) FROM (SELECT bad, {_GOOD_TIME} AS good FROM {ROWS})"
SET_ASIDE = f"SELECT file, row, bad, blamed FROM {ROWS} WHERE bad IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at all rows tells: how many are set aside, and the times of the first and the last good row."""

    set_aside: int
    first: int | None
    last: int | None

    def seen(self, as_of: int | None, case: str | None = None) -> list[str]:
        """The conditions under which a row is seen; none that every row fulfils, since each takes its time."""
        seen = ["bad IS NULL"] if self.set_aside else []
        if as_of is not None and self.last is not None and as_of < self.last:
            seen.append(f'"time" <= {as_of}')
        return seen if case is None else [*seen, f'"case" = {text(case)}']


def open_log(  # noqa: PLR0913 - how files are read has many sides
    log: Log,
    files: Sequence[str] | None = None,
    *,
    base: Path | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    growing: bool = False,
    progress: Progress = unseen,
    needs: Needs | None = None,
) -> OpenLog:
    """Open a log (language reference, 4): text is read, the rows are checked, what is Parquet is read in place later.

    `files` are paths and patterns, with `-` for standard input; without them the files of the log itself are taken,
    from the folder `base`. `encoding` is that of CSV and JSON Lines, `delimiter` that of CSV (else it is found out);
    `memory_limit`, as in `2GB`, and `threads` bind the data engine. Of a file that is `growing` what follows the last
    whole row is not read, nor one that has none yet while others have. `progress` shows how far `each` is. `needs` is
    what `each` will be asked for, if that is known: then one look at the rows suffices where they fit into memory.
    Raises `LogError` for a file or a column that is not there, and for a file that cannot be read to its end.
    """
    try:
        database = Database(memory_limit, threads)
    except EngineError as error:
        raise complaint(log, error) from error
    try:
        found = files_of(log, files, base, Path(database.folder.name))
        check_times(log, database)
        if growing:
            found = tuple(up_to_last_row(Canonical(log), file, encoding, delimiter) for file in found)
        digests = Digests(found)
        rows = _read(log, database, _with_rows(found), encoding, delimiter)
        opened = OpenLog(log, database, found, rows, progress, needs, threads, digests)
        opened.last_instant()  # looks at every row, so that what cannot be read is known now
    except BaseException:
        database.close()
        raise
    return opened


@dataclass(frozen=True)
class OpenLog:
    """The rows of one log, checked and in reach. Close it, or use it in a `with`, to give back its memory and disk."""

    log: Log
    _database: Database
    _files: tuple[LogFile, ...]
    _rows: dict[int, int]
    _progress: Progress = unseen
    _expected: Needs | None = None
    _threads: int | None = None
    _digests: Digests | None = None

    def __enter__(self) -> OpenLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the memory and the disk that the log takes."""
        self._database.close()

    def last_instant(self) -> int | None:
        """The time of the last row that can be read, in UTC microseconds; None for a log without one."""
        return self._survey.last

    def first_instant(self) -> int | None:
        """The time of the first row that can be read, in UTC microseconds; None for a log without one."""
        return self._survey.first

    def summary(self) -> LogSummary:
        """The files with their digests and rows, and how many findings `set_aside` has."""
        return self._summary

    def set_aside(self) -> Iterator[SetAside]:
        """The rows set aside, in the order of files, rows and columns (language reference, 4.3)."""
        if not self._survey.set_aside:
            return
        rows = self._database.each_row(f"{SET_ASIDE} ORDER BY file, row, bad")
        yield from named_set_aside(self.log, self._files, rows)

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
        """All cases, or one, in batches of whole cases, with the given conditions after each row, and fields.

        `instants` names fields of type instant, `texts` fields of any type, `numbers` fields of type number or
        duration; carried ones are carried. Rows later than `as_of`, in UTC microseconds, are not seen (language
        reference, 5.3). The order of cases means nothing; that of the rows of a case is the language reference's, 4.2.
        """
        needs = Needs(tuple(conditions), tuple(instants), tuple(texts), tuple(numbers), names=True)
        where = self._survey.seen(as_of, case)
        names = self._names(needs, where)
        with self._told_to_the_owner():
            one = self._prepared(needs)
            for piece in self._sorted(one, where):
                yield one.batch(one.cut(told_apart(piece)), names)

    def each(
        self, look: Callable[[CaseBatch], Looked], needs: Needs, as_of: int, threads: int | None = None
    ) -> Iterator[Looked]:
        """What `look` gives of each batch of `scan` up to an instant; several threads work."""
        held = self._held if self._expected and needs.within(self._expected) else None
        where = self._survey.seen(as_of)
        names = held.names if held and held.names else self._names(needs, where)
        in_order = isinstance(names, ShortNames)
        with self._told_to_the_owner(), self._progress(f"`{self.log.name}`", sum(self._rows.values())) as show:
            one = held.scan if held else self._prepared(needs)
            pieces = held.up_to(as_of) if held else self._sorted(one, where)

            def looked(piece: Cut | pa.RecordBatch) -> Looked:
                cut = piece if isinstance(piece, Cut) else one.cut(told_apart(piece))
                return look(one.batch(cut, names, in_order=in_order))

            yield from in_threads(looked, shown(pieces, show), threads)

    @cached_property
    def _taken(self) -> Held | None:
        """All rows in memory, if they fit there and what will be asked for can be told from them."""
        size = sum(self._rows.values()) * max(1, len(self.log.events))
        if self._expected is None or size * ROW_BYTES > self._database.memory() // MEMORY_SHARE:
            return None
        one = self._prepared(self._expected)
        if not one.is_narrow:
            return None
        held = self._take_in(one, size, scan.CASE)
        return held or self._take_in(one, size, scan.CASE_HASH, scan.SECOND_HASH)

    def _take_in(self, one: Scan, size: int, case: str, second: str | None = None) -> Held | None:
        """All rows by their case; what else tells them apart is read only where it is needed."""
        held = None
        for identity in (False, True):
            sql = one.held_query(ROWS, case, second, identity=identity)
            with self._progress(f"`{self.log.name}`", size) as show:
                held = take_in(one, shown(self._database.batches(sql, ARRIVING_ROWS), show), size, self._threads)
            if held is None or not (held.twins and one.has_identity and one.ordered_by_code):
                break
        return held

    @property
    def _held(self) -> Held | None:
        """The rows in memory, if they are in order there: those of one case and time may have more to order them."""
        held = self._taken
        return held if held and (held.scan.ordered_by_code or not held.ties) else None

    def _prepared(self, needs: Needs) -> Scan:
        compiler = Compiler(self.log, self._ranks)
        return scan.prepared(
            compiler, needs.conditions, needs.instants, needs.texts, needs.numbers, self._database.batches
        )

    def _sorted(self, one: Scan, where: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows that are seen, in pieces of whole cases, sorted by the data engine."""
        sql = one.query(ROWS, where, scan.CASE_HASH, scan.SECOND_HASH)
        return whole_cases(self._database.batches(sql, scan.BATCH_ROWS), scan.BATCH_ROWS)

    def _names(self, needs: Needs, where: list[str]) -> NamesOnDemand:
        names = NamesOnDemand(partial(self._read_names, where))
        if needs.names:
            names.names()  # before the sort takes its memory
        return names

    def _read_names(self, where: list[str]) -> Names:
        chosen = f" WHERE {' AND '.join(where)}" if where else ""
        each = f'SELECT DISTINCT "case" FROM {ROWS}{chosen}'
        sql = f'SELECT "case" AS c, {scan.CASE_HASH} AS h, {scan.SECOND_HASH} AS s FROM ({each}) ORDER BY c'
        with self._told_to_the_owner():
            return kept_names(self._database.batches(sql, scan.BATCH_ROWS), Path(self._database.folder.name))

    @contextmanager
    def _told_to_the_owner(self) -> Iterator[None]:
        """What the data engine says as an error about the log."""
        try:
            yield
        except EngineError as error:
            raise self._complaint(error) from error

    def rows(self, case: str, as_of: int | None = None) -> list[tuple[int, dict[str, str | None]]]:
        """The rows of one case in order: the time in UTC microseconds, and each field as text, None where missing.

        Values are as they stand in the row, not carried. Numbers are plain decimals, yes and no are words, instants
        are ISO 8601 in UTC, durations are seconds (`5400s`). A column that only `order by` names comes last.
        """
        names = names_of(self.log)
        fields = [names[field.name] for field in self.log.fields]
        wanted = ["rank", "rank_text", '"time"', *map(scan.text_of, fields)]
        until = "" if as_of is None else f'AND "time" <= {as_of} '
        order = ", ".join(scan.full_order(self.log))
        sql = f'SELECT {", ".join(wanted)} FROM {ROWS} WHERE bad IS NULL AND "case" = ? {until}ORDER BY {order}'
        once = dict.fromkeys(self._database.rows(sql, [case]))
        return [
            (
                int(time or 0),
                {name.name: _text(v) for name, v in zip(fields, values, strict=True)} | self._order(rank, rank_text),
            )
            for rank, rank_text, time, *values in once
        ]

    def _order(self, rank: Value, rank_text: Value) -> dict[str, str | None]:
        """The value of `order by`, where that is no field."""
        column = Canonical(self.log).order_column
        if column is None:
            return {}
        number = None if rank is None else f"{rank:f}"
        return {column: _text(rank_text) if number is None else number.rstrip("0").rstrip(".")}

    @cached_property
    def _survey(self) -> Survey:
        with self._told_to_the_owner():
            if (held := self._taken) is not None:
                return Survey(held.set_aside, held.first, held.last)
            [[wrong, first, last]] = self._database.rows(SURVEY)
        return Survey(int(wrong or 0), *(None if at is None else int(at) for at in (first, last)))

    def _complaint(self, error: EngineError) -> LogError:
        """What the data engine says; if it is about what a file holds that is Parquet, as texts are read by then."""
        lacking = shortage(self.log, error)
        return lacking or complaint(self.log, error, damaged(self._database, self._files), parquet=True)

    @cached_property
    def _summary(self) -> LogSummary:
        digests = map(digest_of, self._files) if self._digests is None else self._digests.found()
        return summary_of(self.log, self._files, digests, self._rows, self._survey.set_aside)

    def _ranks(self, left: Name, right: Name) -> tuple[str, str]:
        """SQL for the places of two fields' values in the order of all values of both, NULL where there is none."""
        table = f"ranks_{left.sql}_{right.sql}".replace('"', "")
        values = " UNION ".join(f"SELECT {name.sql} AS v FROM {ROWS} WHERE bad IS NULL" for name in (left, right))
        numbered = f"SELECT v, row_number() OVER (ORDER BY v) AS place FROM ({values}) WHERE v IS NOT NULL"
        self._database.run(f"CREATE TABLE IF NOT EXISTS {table} AS {numbered}")
        sides = [f"(SELECT place FROM {table} WHERE v = {ROWS}.{name.sql})" for name in (left, right)]
        return sides[0], sides[1]


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _read(
    log: Log, database: Database, files: Sequence[LogFile], encoding: str, delimiter: str | None
) -> dict[int, int]:
    canonical = Canonical(log)
    rows = read_files(database, canonical, files, encoding, delimiter)
    check_columns(canonical, files, rows, lambda file: keys_in(database, canonical, file, encoding))
    return rows


def check_times(log: Log, database: Database) -> None:
    """Tell formats and zones that nothing can be read with, by `LogError`, before a file is opened."""
    events = [event.when for event in log.events]
    fields = [field.when or log.time_format for field in log.fields if field.type == "instant"]
    for when in (*events, *fields, *(() if events else (log.time_format,))):
        try:
            if when.zone is not None:
                offsets(when.zone)
        except (LookupError, ValueError, OSError) as error:
            raise LogError([not_evaluable(log, f"there is no time zone `{when.zone}`")]) from error
        if when.format is not None and when.format not in ("epoch", "epoch_ms"):
            _check_format(log, database, when.format)


def _check_format(log: Log, database: Database, said: str) -> None:
    help_ = 'write a format such as `"%d/%m/%Y %H:%M:%S"`, with `%z` for an offset'
    if "%Z" in said.replace("%%", ""):
        why = f"`{said}` asks for the name of a zone, and such names are ambiguous"
        raise LogError([not_evaluable(log, why, "say the zone with `in ZONE`, or use `%z` for an offset")])
    try:
        database.rows("SELECT epoch_us(try_strptime('', ?))", [said])
    except EngineError as error:
        raise LogError([not_evaluable(log, f"`{said}` is no format of a time", help_)]) from error


def _with_rows(files: tuple[LogFile, ...]) -> tuple[LogFile, ...]:
    """All files but those of which nothing is to be read, unless that is so of all."""
    return tuple(file for file in files if file.size != 0) or files
