"""The matrix for the auditor: every promise against the OLAs and UCs behind it, and whether they can carry it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from slacode.engine.model.agreements import AgreementKind
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.support import Support
from slacode.engine.proofs.prover import Prover
from slacode.engine.proofs.standing import Proof
from slacode.engine.support.carriers import Promise, RowKey
from slacode.engine.wording import say_hours_name, say_obligation, say_support

_KINDS: tuple[AgreementKind, ...] = ("sla", "ola", "uc")


@dataclass(frozen=True, slots=True)
class Behind:
    """One promise behind another: directly if its `depth` is 1, else behind one that is."""

    ref: str
    kind: AgreementKind
    obligation: str
    hours: str
    depth: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a target with what carries it, in those versions of its agreement in which nothing of this differs.

    `support` is as written, None where it follows from the services. `doubtful` are the promises behind it that what
    carries them in turn does not keep, or is not proved to: the row holds only if they do. `promise` is the row in the
    first of the `versions`; the last of these ends on the local day `ends`.
    """

    promise: Promise
    versions: tuple[int, ...]
    obligation: str
    hours: str
    support: str | None
    behind: tuple[Behind, ...]
    proof: Proof
    ends: dt.date | None
    doubtful: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """The reference of the row."""
        return self.promise.ref


def matrix(model: PolicyModel) -> tuple[Line, ...]:
    """The rows of every SLA, then those of OLAs and UCs that have something behind them, in the order of the policy."""
    prover = Prover(model)
    shown = [promise for promise in prover.promises() if _is_shown(promise, prover)]
    lines = [_line(promise, prover) for kind in _KINDS for promise in shown if promise.agreement.kind == kind]
    return tuple(_with_doubts(_merged(lines)))


def _is_shown(promise: Promise, prover: Prover) -> bool:
    return promise.agreement.kind == "sla" or promise.target.support is not None or bool(prover.behind(promise))


def _line(promise: Promise, prover: Prover) -> Line:
    support: Support | None = promise.target.support
    return Line(
        promise,
        (promise.version.number,),
        say_obligation(promise.row.obligation),
        say_hours_name(promise.version, promise.row.obligation),
        say_support(support) if support is not None else None,
        tuple(_behind(promise, prover)),
        prover.proof(promise),
        promise.version.end,
    )


def _behind(promise: Promise, prover: Prover) -> Iterator[Behind]:
    """Everything behind a promise, level by level, each once."""
    seen: set[RowKey] = {promise.key}
    level, depth = [promise], 0
    while level:
        depth += 1
        found = {one.key: one for one in chain.from_iterable(map(prover.behind, level)) if one.key not in seen}
        for one in found.values():
            obligation = one.row.obligation
            hours = say_hours_name(one.version, obligation)
            yield Behind(one.ref, one.agreement.kind, say_obligation(obligation), hours, depth)
        seen |= set(found)
        level = list(found.values())


def _merged(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of each row one after the other, versions in which nothing differs in one."""
    by_row: dict[RowKey, list[Line]] = {}
    for line in lines:
        earlier = by_row.setdefault(line.promise.key, [])
        if earlier and _said(earlier[-1]) == _said(line):
            earlier[-1] = replace(earlier[-1], versions=earlier[-1].versions + line.versions, ends=line.ends)
        else:
            earlier.append(line)
    return chain.from_iterable(by_row.values())


def _said(line: Line) -> tuple[object, ...]:
    target = line.promise.target
    return (line.obligation, line.hours, line.support, line.behind, line.proof, target.per, line.promise.version.zone)


def _with_doubts(lines: Iterable[Line]) -> Iterator[Line]:
    lines = list(lines)
    failing = {line.ref for line in lines if line.support is not None or line.behind if line.proof.verdict != "holds"}
    for line in lines:
        doubtful = tuple(part.ref for part in line.behind if part.ref in failing)
        yield replace(line, doubtful=doubtful) if doubtful else line
