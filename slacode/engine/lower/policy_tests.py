"""Test blocks: rows written into logs, and what is expected of them (language reference, 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from slacode.engine.calendar.instants import from_us
from slacode.engine.calendar.zones import zone_named
from slacode.engine.lower.context import Context, Declaration, at, word_at
from slacode.engine.lower.expectations import Expectations
from slacode.engine.lower.rows_of_tests import Rows
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import Agreement
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Metric
from slacode.engine.model.policy_tests import PolicyTest, TestLog
from slacode.engine.periods import midnight
from slacode.grammar import tree


class Tests:
    """Reads test blocks against the agreements, metrics and logs they speak of."""

    def __init__(
        self,
        context: Context,
        agreements: Mapping[str, Agreement],
        logs: Mapping[str, Log],
        metrics: Mapping[str, Metric],
    ) -> None:
        self.context = context
        self.agreements = agreements
        self.logs = logs
        self.metrics = metrics

    def test(self, declaration: Declaration) -> PolicyTest:
        """One test; what it names and does not exist is reported."""
        node = declaration.node
        assert isinstance(node, tree.Test)
        reader = Reader(self.context, declaration.source)
        zone = self._zone(node)
        logs = tuple(
            log for part in node.parts if isinstance(part, tree.TestLog) and (log := self._log(reader, part, zone))
        )
        expected = Expectations(reader, self.agreements, self.metrics, logs)
        as_of, today = self._as_of(reader, node, zone)
        return PolicyTest(
            at=word_at(declaration.source, node.title),
            title=tree.unquoted(node.title),
            zone=zone,
            as_of=as_of,
            today=today,
            logs=logs,
            expectations=tuple(found for part in expectations_in(node) if (found := expected.read(part))),
        )

    def _zone(self, node: tree.Test) -> str:
        """The zone of the first agreement that the test expects something of, else UTC (language reference, 2.5)."""
        named = (part.ref.agreement for part in expectations_in(node) if part.ref is not None)
        found = (self.agreements[name].versions[0].zone for name in named if name in self.agreements)
        return next(found, "UTC")

    def _as_of(self, reader: Reader, node: tree.Test, zone: str) -> tuple[dt.datetime | None, dt.date | None]:
        """The instant that is said, and its local date; a date means its end."""
        said = [part for part in node.parts if isinstance(part, tree.TestAsOf)]
        if not said:
            return None, None
        if len(said) > 1:
            reader.impossible(said[1].time, "a test looks back from one instant", "keep one `as of`, or make two tests")
        word = said[0].time
        if word.type == "DATE":
            date = reader.date(word)
            return (None, None) if date is None else (_end_of(date, zone), date)
        instant = reader.instant(word, zone)
        if instant is None:
            return None, None
        local = zone_named(zone)
        return instant, instant.astimezone(local.tzinfo).date()

    def _log(self, reader: Reader, node: tree.TestLog, zone: str) -> TestLog | None:
        found = self.context.find(node.log, "log", reader.source)
        log = self.logs.get(found.name) if found else None
        if log is None:
            return None
        rows = Rows(reader, log, zone)
        read = (rows.row(part) for part in node.rows)
        return TestLog(at=at(reader.source, node), log=log.name, rows=tuple(row for row in read if row))


def expectations_in(node: tree.Test) -> Iterator[tree.Expectation]:
    """What a test expects, in order."""
    for part in node.parts:
        if not isinstance(part, tree.TestLog | tree.TestAsOf):
            yield part


def _end_of(date: dt.date, zone: str) -> dt.datetime:
    return from_us(midnight(zone_named(zone), date + dt.timedelta(days=1)))
