"""Agreements: what each version says once inheritance and amendments are applied (language reference, 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from slacode.diagnostics import Location
from slacode.engine.calendar.compiling import zone_of
from slacode.engine.lower.calendars import zone
from slacode.engine.lower.conditions import Conditions
from slacode.engine.lower.context import Context, Declaration, at, declared_at, text_or_none
from slacode.engine.lower.exclusions import lower_exclusion
from slacode.engine.lower.layers import Entry, Layer
from slacode.engine.lower.penalties import cap_of, lower_penalty
from slacode.engine.lower.targets import Catalogue, TargetReader
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import AtRisk, Exclusion, Fee, Signature, Target, Termination, Version
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.logs import Log
from slacode.engine.model.values import Span
from slacode.grammar import tree

Node = TypeVar("Node", bound=tree.Tree)


@dataclass(frozen=True, slots=True)
class Stage:
    """One version before it is read: its clauses, and the amendment that made it (None for the first)."""

    layer: Layer
    amendment: Entry | None
    start: dt.date | None


class VersionReader:
    """Reads one version of one agreement."""

    def __init__(self, context: Context, stage: Stage, catalogue: Catalogue, calendars: Mapping[str, Calendar]) -> None:
        self.context = context
        self.layer = stage.layer
        self.stage = stage
        self.catalogue = catalogue
        self.calendars = dict(calendars)

    def version(self, number: int, declaration: Declaration) -> Version:
        """All that the version says; `start` and `end` are set by `versions_of`."""
        first, last = self._term()
        hours = self._name(tree.Hours, "calendar")
        brought = zone_of(hours, self.calendars) if hours in self.calendars else None
        zone_name = self._zone() or brought or "UTC"
        targets = {name: TargetReader(layer, self.catalogue).target() for name, layer in self.layer.targets.items()}
        amendment = self.stage.amendment
        between = self._get(tree.Between)
        return Version(
            at=at(amendment.reader.source, amendment.clause) if amendment else declared_at(declaration),
            number=number,
            title=_title(amendment),
            start=self.stage.start or first,
            first=first,
            last=last,
            terminated=self._date(tree.Terminated),
            term_at=self._place(tree.Terminated) or self._place(tree.Term),
            provider=self._party(between[0], between[1].provider) if between else None,
            receiver=self._party(between[0], between[1].receiver) if between else None,
            covers=self._names(tree.Covers, "service"),
            serves=self._names(tree.Serves, "objective"),
            owner=self._owner(),
            signatures=tuple(self._signatures()),
            review=self._review(),
            clause=self._clause(),
            hours=hours,
            hours_at=self._place(tree.Hours),
            zone=zone_name,
            fee=self._fee(),
            targets=tuple(targets.values()),
            penalties=tuple(p for e in self.layer.penalties.values() if (p := lower_penalty(e, targets))),
            exclusions=self._exclusions(zone_name, list(targets.values())),
            caps=tuple(cap for r, c in self._several(tree.CapPenalties) if (cap := cap_of(r, c))),
            at_risk=self._at_risk(),
            one_credit_by=self._one_credit(list(targets.values())),
            terminations=tuple(self._terminations()),
        )

    def _get(self, kind: type[Node]) -> tuple[Reader, Node] | None:
        entry = self.layer.single.get(kind)
        return (entry.reader, entry.clause) if entry and isinstance(entry.clause, kind) else None

    def _place(self, kind: type[tree.Tree]) -> Location | None:
        entry = self.layer.single.get(kind)
        return at(entry.reader.source, entry.clause) if entry else None

    def _several(self, kind: type[Node]) -> list[tuple[Reader, Node]]:
        return [(e.reader, e.clause) for e in self.layer.several.get(kind, ()) if isinstance(e.clause, kind)]

    def _term(self) -> tuple[dt.date | None, dt.date | None]:
        entry = self.layer.single.get(tree.Term)
        if entry is None:
            return None, None
        reader, clause = entry
        if isinstance(clause, tree.TermFrom):
            return reader.date(clause.first), None
        assert isinstance(clause, tree.Term)
        first, last = reader.date(clause.first), reader.date(clause.last)
        if first and last and last < first:
            reader.impossible(clause, f"the term ends on {last}, before it begins", "exchange the two dates")
            return first, first
        return first, last

    def _zone(self) -> str | None:
        given = self._get(tree.Timezone)
        return zone(given[0], given[1].zone) if given else None

    def _name(self, kind: type[tree.Hours], what: str) -> str | None:
        given = self._get(kind)
        found = self.context.find(given[1].calendar, what, given[0].source) if given else None
        return found.name if found else None

    def _names(self, kind: type[tree.Covers | tree.Serves], what: str) -> tuple[str, ...]:
        words = [
            (reader, word)
            for reader, clause in self._several(kind)
            for word in (clause.services if isinstance(clause, tree.Covers) else [clause.objective])
        ]
        found = [self.context.find(word, what, reader.source) for reader, word in words]
        return tuple(dict.fromkeys(declaration.name for declaration in found if declaration))

    def _party(self, reader: Reader, word: tree.Word) -> str | None:
        found = self.context.find(word, "party", reader.source)
        return found.name if found else None

    def _owner(self) -> str | None:
        given = self._get(tree.Owner)
        return owner_of(*given) if given else None

    def _date(self, kind: type[tree.Terminated]) -> dt.date | None:
        given = self._get(kind)
        return given[0].date(given[1].date) if given else None

    def _clause(self) -> str | None:
        given = self._get(tree.ClauseText)
        return tree.unquoted(given[1].text) if given else None

    def _signatures(self) -> Iterable[Signature]:
        for reader, clause in self._several(tree.Signed):
            date = reader.date(clause.date)
            by = [party for word in clause.by or () if (party := self._party(reader, word))]
            if date is not None:
                yield Signature(at=at(reader.source, clause), on=date, by=tuple(by))

    def _review(self) -> Span | None:
        given = self._get(tree.Review)
        return given[0].counted_span(given[1].count, given[1].unit) if given else None

    def _fee(self) -> Fee | None:
        entry = self.layer.single.get(tree.Fee)
        if entry is None:
            return None
        reader, clause = entry
        place = at(reader.source, clause)
        if isinstance(clause, tree.FeeFrom):
            return self._fee_from(reader, clause)
        assert isinstance(clause, tree.Fee)
        money = reader.money(clause.money)
        return None if money is None else Fee(at=place, money=money, per=reader.unit(clause.period))

    def _fee_from(self, reader: Reader, clause: tree.FeeFrom) -> Fee | None:
        found = self.context.find(clause.log, "log", reader.source)
        fields = self.catalogue.fields.get(found.name) if found else None
        if fields is None or Conditions(reader, fields).field(clause.field) is None:
            return None
        place = at(reader.source, clause)
        return Fee(at=place, log=fields.log.name, field=str(clause.field), per=reader.unit(clause.period))

    def _logs(self, targets: Sequence[Target]) -> list[Log]:
        """The logs that the targets read, each once."""
        metrics = [self.catalogue.metrics.get(target.metric or "") for target in targets]
        names = dict.fromkeys(metric.measure.log for metric in metrics if metric)
        return [self.catalogue.logs[name] for name in names]

    def _exclusions(self, zone_name: str, targets: Sequence[Target]) -> tuple[Exclusion, ...]:
        logs = [self.catalogue.fields[log.name] for log in self._logs(targets)]
        made = (lower_exclusion(entry, zone_name, logs) for entry in self.layer.exclusions.values())
        return tuple(exclusion for exclusion in made if exclusion)

    def _at_risk(self) -> AtRisk | None:
        given = self._get(tree.AtRisk)
        amount = given[0].amount(given[1].amount) if given else None
        if given is None or amount is None:
            return None
        return AtRisk(at=at(given[0].source, given[1]), amount=amount, per=given[0].unit(given[1].period))

    def _one_credit(self, targets: Sequence[Target]) -> str | None:
        given = self._get(tree.OneCredit)
        if given is None:
            return None
        reader, clause = given
        fields = {field.name for log in self._logs(targets) for field in log.fields}
        if fields and clause.field not in fields:
            self.context.unknown(clause.field, "field", fields, reader.source)
        return str(clause.field)

    def _terminations(self) -> Iterable[Termination]:
        for reader, clause in self._several(tree.Terminate):
            misses = reader.positive(clause.misses, "misses")
            span = reader.counted_span(clause.count, clause.unit)
            if misses is not None and span is not None:
                yield Termination(at=at(reader.source, clause), misses=misses, span=span)


def _title(amendment: Entry | None) -> str | None:
    if amendment is None or not isinstance(amendment.clause, tree.Amend):
        return None
    return text_or_none(amendment.clause.title)


def owner_of(reader: Reader, clause: tree.Owner) -> str | None:
    """Who answers: a party by its name, or anyone by a name in quotes."""
    if clause.name.type == "STRING":
        return tree.unquoted(clause.name)
    found = reader.context.find(clause.name, "party", reader.source)
    return found.name if found else None
