"""What a test expects: every name, case, period and word of it is checked before anything runs (section 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slacode.diagnostics import Location
from slacode.engine.checks import names as check_names
from slacode.engine.lower.context import at, nearest, word_at
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import Agreement
from slacode.engine.model.metrics import Clock, Metric
from slacode.engine.model.policy_tests import (
    Expectation,
    ExpectFigure,
    ExpectFinding,
    ExpectVerdict,
    Reference,
    TestLog,
)
from slacode.engine.model.values import Duration
from slacode.engine.periods import PeriodError, parse_selection
from slacode.engine.wording import say_ref
from slacode.grammar import tree

_STATUSES = ("met", "missed", "open", "no data")


class Expectations:
    """Reads the expectations of one test; `logs` are the rows that it gives."""

    def __init__(
        self,
        reader: Reader,
        agreements: Mapping[str, Agreement],
        metrics: Mapping[str, Metric],
        logs: Sequence[TestLog],
    ) -> None:
        self.reader = reader
        self.agreements = agreements
        self.metrics = metrics
        self.cases: dict[str, set[str]] = {}
        for log in logs:
            self.cases.setdefault(log.log, set()).update(row.case for row in log.rows)

    def read(self, node: tree.Expectation) -> Expectation | None:
        """One expectation, or None after reporting what is wrong with it."""
        ref = None if node.ref is None else self._reference(node.ref)
        if isinstance(node, tree.ExpectFinding | tree.ExpectNoFinding):
            return self._finding(node, ref)
        if ref is None:
            return None
        return self._figure(node, ref) if isinstance(node, tree.ExpectFigure) else self._verdict(node, ref)

    # ---- Cases

    def _verdict(self, node: tree.ExpectVerdict | tree.ExpectNotJudged, ref: Reference) -> ExpectVerdict | None:
        if not self._has_cases(node.ref, ref) or not self._has_case(node.case, ref):
            return None
        place, case = at(self.reader.source, node), tree.unquoted(node.case)
        if isinstance(node, tree.ExpectNotJudged):
            return ExpectVerdict(at=place, ref=ref, case=case, verdict="not judged")
        return ExpectVerdict(
            at=place,
            ref=ref,
            case=case,
            cycle=None if node.cycle is None else self.reader.positive(node.cycle, "cycles"),
            verdict=str(node.verdict),  # type: ignore[arg-type]
            after_us=None if node.after is None else self._elapsed(node.after),
        )

    def _has_cases(self, node: tree.Ref, ref: Reference) -> bool:
        """Whether a reference means a target that judges cases one by one: a clock in some version."""
        if ref.target is not None and any(self._measures(ref)):
            return True
        if ref.target is not None and self.reader.context.diagnostics and not self._has_metric(ref):
            return False  # its metric was not understood, which is told already
        if ref.target is None:
            help_ = f"name one of its targets, as in `{ref.agreement}.resolution`"
            self._mismatch(node, ref, "is an agreement, not a target", help_)
            return False
        said = say_ref(ref.agreement, ref.target, ref.row)
        help_ = f"expect what it comes to in a period: `expect {said} in 2026-03 is ...`"
        message = f"`{said}` judges no single case: only targets on a clock do"
        self.reader.context.report("type-mismatch", message, at(self.reader.source, node), mend=[help_])
        return False

    def _has_case(self, word: tree.Word, ref: Reference) -> bool:
        logs = {measure.log for measure in self._measures(ref)}
        known = set().union(*(self.cases.get(log, set()) for log in logs))
        if tree.unquoted(word) in known:
            return True
        where = " or ".join(f"`{log}`" for log in sorted(logs))
        self.reader.context.report(
            "unknown-name",
            f"the test has no case `{tree.unquoted(word)}` in log {where}",
            word_at(self.reader.source, word),
            label="no row of the test is of this case",
            mend=nearest(tree.unquoted(word), sorted(known)),
        )
        return False

    def _elapsed(self, node: tree.Quantity) -> int | None:
        read = self.reader.allowance(node)
        if isinstance(read, Duration):
            return read.us
        if read is not None:
            self.reader.impossible(
                node, "what has elapsed is counted time, not a number of dates", "write hours, such as `after 16h`"
            )
        return None

    def _measures(self, ref: Reference) -> Iterator[Clock]:
        """What the targets that a reference means are measured by, in all versions."""
        for version in self.agreements[ref.agreement].versions:
            for target in version.targets:
                metric = self.metrics.get(target.metric or "")
                if metric is not None and ref.target in (None, target.name) and isinstance(metric.measure, Clock):
                    yield metric.measure

    def _has_metric(self, ref: Reference) -> bool:
        versions = self.agreements[ref.agreement].versions
        return any(target.metric for version in versions for target in version.targets if target.name == ref.target)

    # ---- Periods

    def _figure(self, node: tree.ExpectFigure, ref: Reference) -> ExpectFigure | None:
        said = self._value(node, ref)
        entity = None if node.entity is None else self._entity(node.entity, ref)
        try:
            parse_selection(str(node.period))
        except PeriodError as error:
            self.reader.impossible(node.period, str(error))
            return None
        if said is None or (node.entity is not None and entity is None):
            return None
        place, negated = at(self.reader.source, node), node.negated is not None
        return ExpectFigure(at=place, ref=ref, entity=entity, period=str(node.period), negated=negated, **said)  # type: ignore[arg-type]

    def _value(self, node: tree.ExpectFigure, ref: Reference) -> dict[str, object] | None:
        """The value as the field of `ExpectFigure` that holds it, or None after reporting what is wrong."""
        value = node.value
        if isinstance(value, tree.Money):
            return self._money(value, ref)
        if self._is_penalty(ref):
            self._mismatch(value, ref, "is an amount of money", "write an amount such as `EUR 0`")
            return None
        if value.type in ("NAME", "NO"):
            return self._word(value, ref)
        if ref.target is None:
            self._mismatch(value, ref, "is an agreement", "name one of its targets")
            return None
        match value.type:
            case "PERCENT":
                return {"percent": self.reader.percent(value)}
            case "DURATION":
                us = self.reader.duration_us(value)
                return None if us is None else {"duration_us": us}
            case _:
                return {"number": self.reader.number(value)}

    def _money(self, value: tree.Money, ref: Reference) -> dict[str, object] | None:
        money = self.reader.money(value)
        if ref.target is not None and not self._is_penalty(ref):
            self._mismatch(value, ref, "is a target, which costs nothing by itself", "name a penalty on it")
            return None
        return None if money is None else {"money": money}

    def _word(self, value: tree.Word, ref: Reference) -> dict[str, object] | None:
        word = "no data" if value.type == "NO" else str(value).replace("_", " ")
        known = ("terminable",) if ref.target is None else _STATUSES
        if word in known:
            return {"word": word}
        said = say_ref(ref.agreement, ref.target, ref.row)
        self.reader.context.report(
            "unknown-value",
            f"`{said}` is never `{word}` in a period",
            word_at(self.reader.source, value),
            mend=nearest(word, known),
        )
        return None

    def _entity(self, word: tree.Word, ref: Reference) -> str | None:
        covered = {name for version in self.agreements[ref.agreement].versions for name in version.covers}
        if tree.unquoted(word) in covered:
            return tree.unquoted(word)
        self.reader.context.unknown(word, f"service that `{ref.agreement}` covers", covered, self.reader.source)
        return None

    def _is_penalty(self, ref: Reference) -> bool:
        versions = self.agreements[ref.agreement].versions
        return any(penalty.name == ref.target is not None for version in versions for penalty in version.penalties)

    def _mismatch(self, part: tree.Tree | tree.Word, ref: Reference, what: str, help_: str) -> None:
        message = f"`{say_ref(ref.agreement, ref.target, ref.row)}` {what}"
        self.reader.context.report("type-mismatch", message, at(self.reader.source, part), mend=[help_])

    # ---- Findings

    def _finding(
        self, node: tree.ExpectFinding | tree.ExpectNoFinding, ref: Reference | None
    ) -> ExpectFinding | None:
        if node.ref is not None and ref is None:
            return None
        if node.check is not None and node.check not in check_names():
            self.reader.context.unknown(node.check, "check", check_names(), self.reader.source)
            return None
        return ExpectFinding(
            at=at(self.reader.source, node) if node.check or node.ref else None,
            negated=isinstance(node, tree.ExpectNoFinding),
            check=None if node.check is None else str(node.check),
            ref=ref,
            places=() if ref is None else tuple(self._places(ref)),
        )

    def _places(self, ref: Reference) -> Iterator[Location]:
        """Where what a reference means is declared, amendments included."""
        declared = self.reader.context.declarations[ref.agreement]
        if ref.target is None or not isinstance(declared.node, tree.Agreement):
            yield at(declared.source, declared.node)
        elif ref.row is None:
            for clause in _clauses(declared.node):
                if isinstance(clause, tree.Target | tree.Penalty) and clause.name == ref.target:
                    yield at(declared.source, clause)
        else:
            for version in self.agreements[ref.agreement].versions:
                target = version.target(ref.target)
                yield from (row.at for row in (target.rows if target else ()) if row.label == ref.row and row.at)

    # ---- References

    def _reference(self, ref: tree.Ref) -> Reference | None:
        """What a test expects something of: an agreement, a target or its row, or a penalty."""
        found = self.reader.context.find(ref.agreement, "agreement", self.reader.source)
        agreement = self.agreements.get(found.name) if found else None
        if agreement is None:
            return None
        row = tree.unquoted(ref.row) if ref.row is not None else None
        if ref.target is not None and not self._known(agreement, ref.target, ref.row):
            return None
        return Reference(agreement=agreement.name, target=str(ref.target) if ref.target else None, row=row)

    def _known(self, agreement: Agreement, target: tree.Word, row: tree.Word | None) -> bool:
        versions = agreement.versions
        targets = {t.name for version in versions for t in version.targets}
        penalties = {p.name for version in versions for p in version.penalties if p.name}
        if target not in targets | penalties:
            self.reader.context.unknown(target, "target or penalty", targets | penalties, self.reader.source)
            return False
        labels = {r.label for version in versions for t in version.targets if t.name == target for r in t.rows}
        if row is None or tree.unquoted(row) in labels or target in penalties:
            return True
        self.reader.context.report(
            "unknown-name",
            f"target `{target}` has no row `{tree.unquoted(row)}`",
            word_at(self.reader.source, row),
            mend=nearest(tree.unquoted(row), (label for label in labels if label)),
        )
        return False


def _clauses(node: tree.Agreement) -> Iterator[tree.AgreementClause]:
    for clause in node.clauses:
        yield clause
        if isinstance(clause, tree.Amend):
            yield from clause.clauses
