"""Test blocks: rows written into logs, and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping

from slacode.engine.lower.conditions import Conditions, Fields
from slacode.engine.lower.context import Context, Declaration, at, nearest, word_at
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import Agreement
from slacode.engine.model.logs import Log
from slacode.engine.model.policy import ExpectFigure, ExpectVerdict, PolicyTest, Reference, TestLog, TestRow
from slacode.engine.model.values import Duration
from slacode.grammar import tree


class Tests:
    """Reads test blocks against the agreements and logs they speak of."""

    def __init__(self, context: Context, agreements: Mapping[str, Agreement], logs: Mapping[str, Log]) -> None:
        self.context = context
        self.agreements = agreements
        self.logs = logs

    def test(self, declaration: Declaration) -> PolicyTest:
        """One test; what it names and does not exist is reported."""
        node = declaration.node
        assert isinstance(node, tree.Test)
        reader = Reader(self.context, declaration.source)
        zone = self._zone(node)
        logs = [log for part in node.parts if isinstance(part, tree.TestLog) and (log := self._log(reader, part, zone))]
        expected = [self._expected(reader, part) for part in node.parts if not isinstance(part, tree.TestLog)]
        return PolicyTest(
            at=word_at(declaration.source, node.title),
            title=tree.unquoted(node.title),
            zone=zone,
            logs=tuple(logs),
            expectations=tuple(part for part in expected if part),
        )

    def _zone(self, node: tree.Test) -> str:
        """The zone of the first agreement that the test expects of, else UTC (language reference, 2.5)."""
        named = (part.ref.agreement for part in node.parts if not isinstance(part, tree.TestLog))
        found = (self.agreements[name].versions[0].zone for name in named if name in self.agreements)
        return next(found, "UTC")

    def _log(self, reader: Reader, node: tree.TestLog, zone: str) -> TestLog | None:
        found = self.context.find(node.log, "log", reader.source)
        log = self.logs.get(found.name) if found else None
        if log is None:
            return None
        rows = [row for part in node.rows if (row := self._row(reader, part, zone, log))]
        return TestLog(at=at(reader.source, node), log=log.name, rows=tuple(rows))

    def _row(self, reader: Reader, node: tree.TestRow, zone: str, log: Log) -> TestRow | None:
        time = reader.instant(node.time, zone)
        fields = Conditions(reader, Fields(log))
        for value in node.values:
            fields.field(value.field)
        if time is None:
            return None
        values = tuple((str(value.field), tree.unquoted(value.value)) for value in node.values)
        return TestRow(at=at(reader.source, node), case=tree.unquoted(node.case), time=time, values=values)

    def _expected(
        self, reader: Reader, node: tree.ExpectVerdict | tree.ExpectFigure
    ) -> ExpectVerdict | ExpectFigure | None:
        ref = self._reference(reader, node.ref)
        if ref is None:
            return None
        place = at(reader.source, node)
        if isinstance(node, tree.ExpectFigure):
            return self._figure(reader, node, ref)
        after = reader.allowance(node.after) if node.after is not None else None
        return ExpectVerdict(
            at=place,
            ref=ref,
            case=tree.unquoted(node.case),
            verdict=str(node.verdict),  # type: ignore[arg-type]
            after_us=after.us if isinstance(after, Duration) else None,
        )

    def _figure(self, reader: Reader, node: tree.ExpectFigure, ref: Reference) -> ExpectFigure:
        is_money, is_percent = isinstance(node.value, tree.Money), getattr(node.value, "type", None) == "PERCENT"
        return ExpectFigure(
            at=at(reader.source, node),
            ref=ref,
            period=str(node.period),
            percent=reader.percent(node.value) if isinstance(node.value, tree.Word) and is_percent else None,
            money=reader.money(node.value) if isinstance(node.value, tree.Money) else None,
            word=None if is_money or is_percent else str(node.value),
        )

    def _reference(self, reader: Reader, ref: tree.Ref) -> Reference | None:
        """What a test expects of: a target or its row, or a penalty."""
        found = self.context.find(ref.agreement, "agreement", reader.source)
        agreement = self.agreements.get(found.name) if found else None
        if agreement is None:
            return None
        row = tree.unquoted(ref.row) if ref.row is not None else None
        if ref.target is not None and not self._known(reader, agreement, ref.target, ref.row):
            return None
        return Reference(agreement=agreement.name, target=str(ref.target) if ref.target else None, row=row)

    def _known(self, reader: Reader, agreement: Agreement, target: tree.Word, row: tree.Word | None) -> bool:
        versions = agreement.versions
        targets = {t.name for version in versions for t in version.targets}
        penalties = {p.name for version in versions for p in version.penalties if p.name}
        if target not in targets | penalties:
            self.context.unknown(target, "target or penalty", targets | penalties, reader.source)
            return False
        labels = {r.label for version in versions for t in version.targets if t.name == target for r in t.rows}
        if row is None or tree.unquoted(row) in labels or target in penalties:
            return True
        self.context.report(
            "unknown-name",
            f"target `{target}` has no row `{tree.unquoted(row)}`",
            word_at(reader.source, row),
            mend=nearest(tree.unquoted(row), (label for label in labels if label)),
        )
        return False
