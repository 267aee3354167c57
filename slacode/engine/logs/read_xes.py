"""The reader of XES, the event logs of process mining (IEEE 1849): a row an event, with the attributes of its trace.

Columns are named by the keys of attributes: `concept:name` and `time:timestamp` of an event, `case:concept:name` of
its trace; what stands within an attribute, or in a list, is `outer/inner`. Each is also reached by the name in which
`_` stands for every other sign: `case_concept_name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

import pyarrow as pa

from slacode.engine.logs import errors
from slacode.engine.logs.canonical import TWICE, Canonical
from slacode.engine.logs.columns import Column
from slacode.engine.logs.database import Database
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.streams import opened
from slacode.engine.logs.text_rows import stage

TRACE = "case:"
"""What stands before the keys of a trace's attributes."""
WITHIN = "/"
"""What stands between the key of an attribute and that of one within it."""

_TYPES = frozenset(("string", "date", "int", "float", "boolean", "id", "list", "container"))
_CHUNK = 1 << 16
_BATCH = 1 << 14


def load(database: Database, canonical: Canonical, file: LogFile, _encoding: str, _delimiter: str | None) -> int:
    """Read a file into the table of canonical rows; the number of its events. XML says its encoding itself.

    An attribute that an event lacks has the value that the file's `global` gives it, else it is missing; the case and
    the time of a row are never made up so. Raises `LogError` with the line where the XML is damaged, or is no XES.
    """
    said = {canonical.log.case, *canonical.times}
    events = Events(canonical, file, canonical.needed, [name for name in canonical.needed if name not in said])
    columns = {name: Column(f"k{i}") for i, name in enumerate(canonical.needed)}
    return stage(database, canonical, file, events, f"SELECT {file.number} AS file, * FROM arriving", columns)


def keys(_database: Database, canonical: Canonical, file: LogFile, _encoding: str) -> set[str]:
    """The names of all columns of a file."""
    events = Events(canonical, file, (), (), keys=set())
    try:
        for _ in events.batches():
            pass
    finally:
        events.stream.close()
    found = events.keys or set()
    return found | {plain_name(key) for key in found}.intersection(canonical.needed)


def plain_name(key: str) -> str:
    """A key as a name of the language."""
    return re.sub(r"\W", "_", key)


class _NoXesError(ValueError):
    """What makes a file no XES, or none that is safe to read."""


@dataclass
class Events:
    """The events of a file as record batches of texts, `row, unfit, k0, k1, ...`, read as a stream: no more of the file
    is held than a batch. `filled` are the columns that a default may fill; `keys` collects the names of all columns."""

    canonical: Canonical
    file: LogFile
    wanted: Sequence[str]
    filled: Sequence[str]
    keys: set[str] | None = None
    rows: int = 0
    complete: bool = True
    failure: Exception | None = None
    _done: list[list[str | int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stream = opened(self.file.path, self.file.compression)

    @property
    def schema(self) -> pa.Schema:
        """The event's number, why it is unfit, and the wanted attributes."""
        names = [(f"k{i}", pa.string()) for i in range(len(self.wanted))]
        return pa.schema([("row", pa.int64()), ("unfit", pa.int16()), *names])

    def reader(self) -> pa.RecordBatchReader:
        """The stream of `batches`."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The events in order; what goes wrong is kept in `failure`, since the stream is read from within a query."""
        parser = expat.ParserCreate()
        try:
            yield from self._batches(parser)
        except (expat.ExpatError, _NoXesError) as error:
            why = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)
            line = f"line {parser.CurrentLineNumber:,}: {why}"
            self.failure = errors.LogError([errors.unreadable(self.canonical.log, self.file.shown, line)])
            raise self.failure from error
        except OSError as error:
            self.failure = error
            raise

    def _batches(self, parser: expat.XMLParserType) -> Iterator[pa.RecordBatch]:
        elements = _Elements(self.wanted, self.filled, self._add, self.keys)
        parser.StartElementHandler = elements.start
        parser.EndElementHandler = elements.end
        parser.EntityDeclHandler = _refuse_entity
        while chunk := self.stream.read(_CHUNK):
            parser.Parse(chunk)
            if len(self._done) >= _BATCH:
                yield self._batch()
        parser.Parse(b"", True)
        yield self._batch()

    def _add(self, values: list[str | None], *, twice: bool) -> None:
        self.rows += 1
        self._done.append([self.rows, TWICE if twice else None, *values])

    def _batch(self) -> pa.RecordBatch:
        done, self._done = self._done, []
        columns = zip(*done, strict=True) if done else ([] for _ in self.schema)
        return pa.record_batch([list(column) for column in columns], schema=self.schema)


class _Elements:
    """What the elements of a file mean, one after another: attributes of its globals, its traces and its events.

    A row is made of the defaults, then of the attributes of the trace, then of those of the event.
    """

    def __init__(
        self,
        wanted: Sequence[str],
        filled: Sequence[str],
        add: Callable[..., None],
        keys: set[str] | None,
    ) -> None:
        self._places: dict[str, int | None] = {name: place for place, name in enumerate(wanted)}
        self._filled = {wanted.index(name) for name in filled}
        self._add = add
        self._keys = keys
        self._open: list[str] = []
        self._path: list[str] = []
        self._prefix: str | None = None  # of the keys of what is being described; None: of nothing that is read
        self._defaults: list[str | None] = [None] * len(wanted)
        self._of_trace = self._defaults
        self._row = self._defaults
        self._said: set[int] = set()
        self._twice = self._trace_twice = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(":")[2]
        if not self._open and name != "log":
            raise _NoXesError(f"it is no XES: it begins with `{name}` instead of `log`")
        if name in _TYPES:
            self._attribute(name, given)
        elif name == "event":
            self._row, self._prefix, self._said, self._twice = self._of_trace.copy(), "", set(), self._trace_twice
        elif name == "trace":
            self._row = self._of_trace = self._defaults.copy()
            self._prefix, self._said, self._twice, self._trace_twice = TRACE, set(), False, False
        elif name == "global":
            self._row, self._said = self._defaults, set()
            self._prefix = TRACE if given.get("scope") == "trace" else ""
        self._open.append(name)

    def end(self, _tag: str) -> None:
        """An element ends."""
        name = self._open.pop()
        if name in _TYPES:
            self._path.pop()
        elif name == "event":
            self._add(self._row, twice=self._twice)
            self._prefix = None  # of the trace nothing more may come
        elif name in ("trace", "global"):
            self._prefix, self._of_trace, self._trace_twice = None, self._defaults, False

    def _attribute(self, type_: str, given: dict[str, str]) -> None:
        key = given.get("key")
        if key is None:
            raise _NoXesError(f"a `{type_}` has no key")
        self._path.append(key)
        if self._prefix is None:
            if "trace" in self._open:
                raise _NoXesError(f"the attribute `{key}` of a trace stands after its events")
            return
        name = self._prefix + WITHIN.join(self._path)
        if self._keys is not None:
            self._keys.add(name)
        if name not in self._places:  # looked up once, whatever comes of it
            self._places[name] = self._places.get(plain_name(name))
        place = self._places[name]
        if place is not None:
            self._put(place, type_, given.get("value", ""))

    def _put(self, place: int, type_: str, value: str) -> None:
        if self._row is self._defaults and place not in self._filled:
            return
        if place in self._said:
            self._twice = True
            self._trace_twice = self._trace_twice or self._row is self._of_trace
        self._said.add(place)
        self._row[place] = _plain(value) if type_ == "float" else value


def _plain(value: str) -> str:
    """A float as JSON Lines and Parquet give it, so that 7.0 is the same case as 7; what is no number stays."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return ""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _refuse_entity(name: str, *_: object) -> None:
    raise _NoXesError(f"it declares the entity `{name}`, and none is read, for safety")
