"""Compares a policy with what it would be after some changes: the proofs of its promises, and what `check` finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from pydantic import BaseModel

from slacode.diagnostics import Diagnostic, Location, Severity
from slacode.engine.model.policy import PolicyModel
from slacode.engine.proofs.prover import Prover
from slacode.engine.proofs.standing import Proof
from slacode.engine.support.carriers import Promise, RowKey, promises_in, support_of
from slacode.engine.whatif.apply import Changed, Edit, apply
from slacode.engine.whatif.changes import Change
from slacode.engine.wording import say_obligation

Effect = Literal["inconsistent", "unproved", "consistent", "no longer refuted", "same verdict"]
"""What becomes of a promise: it does not hold any more; it is not proved any more; it holds now; what refuted it is
gone, but nothing proves it; the verdict stays, and its figures are others."""

Check = Callable[[PolicyModel], Sequence[Diagnostic]]
"""Gives what is found in a policy."""

_VersionKey = tuple[RowKey, int]
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ChangedPromise:
    """A row whose proof changes, in those versions of its agreement in which it does so in the same way.

    `promise` is the row after the changes, in the first of the `versions`. The proof on one side is None where the row
    promises nothing there.
    """

    promise: Promise
    versions: tuple[int, ...]
    promised_before: str
    promised_after: str
    before: Proof | None
    after: Proof

    @property
    def ref(self) -> str:
        """The reference of the row."""
        return self.promise.ref

    @property
    def effect(self) -> Effect:
        """What becomes of it."""
        before, after = self.before.verdict if self.before else "not proved", self.after.verdict
        if before == after:
            return "same verdict"
        if after == "does not hold":
            return "inconsistent"
        if after == "holds":
            return "consistent"
        return "unproved" if before == "holds" else "no longer refuted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would become of a policy: the edits, the promises whose proofs change, findings that appear and that go."""

    edits: tuple[Edit, ...]
    promises: tuple[ChangedPromise, ...]
    appear: tuple[Diagnostic, ...]
    go: tuple[Diagnostic, ...]

    @property
    def worse(self) -> bool:
        """Whether something is inconsistent that was not: a promise not kept, or not proved, any more; or an error."""
        lost = any(promise.effect in ("inconsistent", "unproved") for promise in self.promises)
        errors = (finding for finding in self.appear if finding.severity is Severity.ERROR)
        return lost or any(finding.allowed is None for finding in errors)

    @property
    def changes_nothing(self) -> bool:
        """Whether neither a proof nor a finding changes."""
        return not (self.promises or self.appear or self.go)


def what_if(model: PolicyModel, changes: Sequence[Change], check: Check) -> Outcome:
    """What the changes would do; `check` gives the findings of a model. Raises `PolicyError`."""
    changed = apply(model, changes)
    appear, go = _findings(model, changed, check)
    return Outcome(changed.edits, tuple(_promises(model, changed)), tuple(appear), tuple(go))


def _promises(model: PolicyModel, changed: Changed) -> Iterator[ChangedPromise]:
    before = Prover(model)
    after = Prover(changed.model, before)
    suspects = _suspects(before, changed, before.circular ^ after.circular)
    suspects |= _suspects(after, changed, before.circular ^ after.circular)
    earlier = {_version_key(promise): promise for promise in before.promises()}
    found: dict[RowKey, list[ChangedPromise]] = {}
    for promise in after.promises():
        key = _version_key(promise)
        if key in suspects:
            old = earlier.get(key)
            proved = before.proof(old) if old else None, after.proof(promise)
            if proved[0] != proved[1] and (old or proved[1].reason != "no support"):
                _enter(found.setdefault(key[0], []), promise, old, *proved)
    for several in found.values():
        yield from several


def _enter(
    found: list[ChangedPromise], promise: Promise, old: Promise | None, before: Proof | None, after: Proof
) -> None:
    """Add a change of a row, to that of the version before it if it is the same."""
    obligations = say_obligation(old.row.obligation) if old else "none", say_obligation(promise.row.obligation)
    this = ChangedPromise(promise, (promise.version.number,), *obligations, before, after)
    if found and replace(found[-1], promise=promise, versions=this.versions) == this:
        found[-1] = replace(found[-1], versions=found[-1].versions + this.versions)
    else:
        found.append(this)


def _suspects(prover: Prover, changed: Changed, circular: Iterable[RowKey]) -> set[_VersionKey]:
    """The rows whose proofs may depend on what was touched: their own, and those that rest directly on it."""
    rows = set(circular)
    found: set[_VersionKey] = set()
    for promise in prover.promises():
        carrying = [*prover.behind(promise), *(p for p, _ in promises_in(support_of(prover.lookup, promise)))]
        names = {promise.agreement.name, *(other.agreement.name for other in carrying)}
        if promise.key in rows or names & changed.touched:
            found.add(_version_key(promise))
    return found


def _version_key(promise: Promise) -> _VersionKey:
    return promise.key, promise.version.number


def _findings(model: PolicyModel, changed: Changed, check: Check) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings that appear and those that go; one that stays in its place and says other figures does neither."""
    gone_with = _places_of(changed)
    before = check(model)
    after = [finding for finding in check(changed.model) if finding.at not in gone_with]
    return without(after, before), without(before, after)


def without(findings: Sequence[Diagnostic], others: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings that have no counterpart among others: one of the same text, else of the same check and place."""
    same = Counter((finding.check, finding.at, finding.message) for finding in findings)
    same &= Counter((other.check, other.at, other.message) for other in others)
    alike = Counter((other.check, other.at) for other in others)
    for (check, at, _), count in same.items():
        alike[check, at] -= count
    return [
        finding
        for finding in findings
        if not (_take(same, (finding.check, finding.at, finding.message)) or _take(alike, (finding.check, finding.at)))
    ]


def _take(counts: Counter[_Key], key: _Key) -> bool:
    """Take one of what there is, if there is any."""
    left = counts[key] > 0
    counts[key] -= left
    return left


def _places_of(changed: Changed) -> frozenset[Location]:
    """Where the clauses of dropped agreements are written, as far as no other agreement says them too."""
    dropped: set[Location] = set()
    others: set[Location] = set()
    for agreement in changed.model.agreements:
        (dropped if agreement.name in changed.dropped else others).update(_places(agreement))
    return frozenset(dropped - others)


def _places(value: object) -> Iterator[Location]:
    if isinstance(value, Location):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _places(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _places(item)
