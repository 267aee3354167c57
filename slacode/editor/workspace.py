"""A snapshot of a policy set as the editor has it, and what is known from when it was last understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from slacode.diagnostics import Diagnostic
from slacode.editor.documents import Document
from slacode.editor.naming import Home, Occurrence, bases, clauses
from slacode.engine.proofs.prover import Prover
from slacode.grammar import tree
from slacode.project import Policy


@dataclass(frozen=True)
class Known:
    """What was made of a policy set when it was last understood: its model, ready to be asked for proofs."""

    policy: Policy
    prover: Prover


@dataclass(frozen=True)
class Place:
    """A stretch of a document, `start` up to `end`, in its characters."""

    document: Document
    start: int
    end: int


@dataclass(frozen=True)
class Workspace:
    """The documents of one policy set by path; a change makes a further workspace, which shares what is unchanged.

    `known` may be of earlier texts; `findings` are those of these texts as far as they have been looked for. `today`
    is the local date that dates in answers are counted from. `logs` is what `logs_of` gave, as far as it still holds.
    """

    documents: Mapping[str, Document]
    today: dt.date
    known: Known | None = None
    findings: tuple[Diagnostic, ...] = field(default=(), repr=False)
    logs: dict[Home, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def with_documents(self, documents: Sequence[Document]) -> Workspace:
        """The workspace with some documents added or replaced, of which there are no findings yet."""
        added = {one.path: one for one in documents}
        return replace(
            self,
            documents={**self.documents, **added},
            findings=tuple(one for one in self.findings if one.at is None or one.at.path not in added),
            logs=self._logs_without(documents),
        )

    def without(self, path: str) -> Workspace:
        """The workspace less a document."""
        kept = {name: one for name, one in self.documents.items() if name != path}
        findings = tuple(one for one in self.findings if one.at is None or one.at.path != path)
        return replace(self, documents=kept, findings=findings, logs=self._logs_without([self.documents[path]]))

    def _logs_without(self, documents: Sequence[Document]) -> dict[Home, list[str]]:
        """What holds of `logs` once documents are not as they were: an agreement concerns itself and its heirs."""
        if not self.logs:
            return {}
        before = [self.documents[one.path] for one in documents if one.path in self.documents]
        changed = {name: item for one in (*before, *documents) for name, item in one.declared.items()}
        if any(isinstance(item, tree.Metric | tree.Terms) or name in self._heirs for name, item in changed.items()):
            return {}
        return {home: logs for home, logs in self.logs.items() if home.agreement not in changed}

    def spelt(self, text: str) -> Iterator[tuple[Document, Occurrence]]:
        """Every name of a spelling, in the order of paths and places."""
        for path in self._paths:
            document = self.documents[path]
            for one in document.by_text.get(text, ()):
                yield document, one

    def declarations(self, *kinds: type[tree.Tree]) -> Iterator[tuple[str, tree.Item]]:
        """All that is declared of some kinds, with its name."""
        for path in self._paths:
            for name, item in self.documents[path].declared.items():
                if isinstance(item, kinds):
                    yield name, item

    def declared(self, name: str) -> tree.Item | None:
        """The declaration of a name, the first of several."""
        return self._by_name.get(name)

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self.documents)

    @cached_property
    def _by_name(self) -> dict[str, tree.Item]:
        return {name: item for path in reversed(self._paths) for name, item in self.documents[path].declared.items()}

    @cached_property
    def _families(self) -> dict[tuple[str, str], frozenset[str]]:
        return {}

    @cached_property
    def _heirs(self) -> dict[str, list[str]]:
        """For each terms or agreement those that extend it."""
        heirs: dict[str, list[str]] = {}
        for document in self.documents.values():
            for name, extended in document.bases.items():
                for base in extended if self._by_name[name] is document.declared[name] else ():
                    heirs.setdefault(base, []).append(name)
        return heirs

    def targets(self, agreement: str) -> dict[str, list[tree.Target]]:
        """The targets of an agreement or terms by name, as it says and amends them itself and as it inherits them."""
        found: dict[str, list[tree.Target]] = {}
        for name in self._with_bases(agreement):
            for clause in clauses(self.declared(name)):
                if isinstance(clause, tree.Target):
                    found.setdefault(str(clause.name), []).append(clause)
        return found

    def family(self, agreement: str, target: str) -> frozenset[str]:
        """The agreements and terms that share a target by inheritance, so that to rename one of them renames all."""
        key = agreement, target
        if key not in self._families:
            self._families[key] = self._family(agreement, target)
        return self._families[key]

    def _family(self, agreement: str, target: str) -> frozenset[str]:
        family: set[str] = set()
        todo = [name for name in self._with_bases(agreement) if target in _own_targets(self.declared(name))]
        while todo:
            name = todo.pop()
            if name not in family:
                family.add(name)
                todo += self._heirs.get(name, [])
                todo += [base for base in self._with_bases(name) if target in _own_targets(self.declared(base))]
        return frozenset(family or {agreement})

    def metrics_of(self, home: Home) -> list[str]:
        """The metrics that a name may be about: that of its target, else those of all targets of its agreement."""
        if home.metric is not None:
            return [home.metric]
        if home.agreement is None:
            return []
        targets = self.targets(home.agreement)
        chosen = targets.get(home.target, []) if home.target else [one for of in targets.values() for one in of]
        said = (clause for target in chosen for clause in target.clauses if isinstance(clause, tree.TargetMetric))
        return list(dict.fromkeys(str(clause.metric) for clause in said))

    def logs_of(self, home: Home) -> list[str]:
        """The logs that a name may be about."""
        if home not in self.logs:
            self.logs[home] = self._logs_of(home)
        return self.logs[home]

    def _logs_of(self, home: Home) -> list[str]:
        if home.log is not None:
            return [home.log]
        measured = (self.declared(name) for name in self.metrics_of(home))
        logs = (str(metric.measure.log) for metric in measured if isinstance(metric, tree.Metric))
        return list(dict.fromkeys(logs))

    def fields_of(self, home: Home) -> dict[str, tree.LogField]:
        """The declared fields of those logs by name."""
        logs = (self.declared(name) for name in self.logs_of(home))
        return {
            tree.unquoted(clause.name): clause
            for log in logs
            if isinstance(log, tree.Log)
            for clause in log.clauses
            if isinstance(clause, tree.LogField)
        }

    def _with_bases(self, name: str) -> list[str]:
        """A name and all that it extends, directly or not."""
        reached = [name]
        for one in reached:
            reached += [base for base in bases(self.declared(one)) if base not in reached]
        return reached


def obligations(target: tree.Target) -> Iterator[tuple[str | None, tree.Obligation]]:
    """What a target promises, with the label of the row in a table; a promise by a condition, or alone, has none."""
    for clause in target.clauses:
        match clause:
            case tree.ByTable():
                yield from ((tree.unquoted(row.label), row.obligation) for row in clause.rows)
            case tree.WhenRow() | tree.Require():
                yield None, clause.obligation


def _own_targets(item: tree.Tree | None) -> set[str]:
    return {str(clause.name) for clause in clauses(item) if isinstance(clause, tree.Target)}
