"""All the cases that some conditions on a log can tell apart, as sets that are joined, met and compared at once.

A set of cases is one whole number, of which each bit is one case: `&` meets two sets, `|` joins them, `~` turns one
round, and no loop over cases is ever run.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from slacode.engine.logic.domains import (
    Atom,
    Domain,
    FieldValue,
    candidates,
    domains_of,
    holds,
    named_values,
    only_for,
    say_value,
)
from slacode.engine.model.conditions import And, Compare, Condition, FieldOperand, Not, Or
from slacode.engine.model.logs import Log

MOST_CASES = 1 << 18
"""Beyond so many combinations of values nothing is decided."""
_MOST_TOGETHER = 20_000  # combinations of the values of fields that are compared with each other

Cases = int
"""A set of cases of one space."""


class TooManyCasesError(Exception):
    """Some conditions can tell more cases apart than are looked at."""


@dataclass(frozen=True, slots=True)
class Example:
    """A case by the fields that matter to it: `values` are names with values in the words of the language."""

    values: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return " and ".join(f"`{name}` is {_quoted(value)}" for name, value in self.values) or "any case"


def _quoted(value: str) -> str:
    return value if value in ("missing", "another text") else f"`{value}`"


@dataclass(frozen=True, slots=True)
class _Group:
    """Fields that are compared with each other, or one field: each way in which conditions can find them.

    `held` are the numbers of the ways in which a comparison holds, `stride` is the distance, in cases, between two ways
    that follow each other.
    """

    names: tuple[str, ...]
    kinds: tuple[tuple[FieldValue, ...], ...]
    held: Mapping[Condition, Sequence[int]]
    stride: int

    @property
    def period(self) -> int:
        return self.stride * len(self.kinds)


@dataclass(frozen=True)
class Space:
    """The cases that conditions on a log can tell apart; made by `Space.of`."""

    log: Log
    domains: Mapping[str, Domain]
    groups: tuple[_Group, ...]
    _told: dict[Condition, Cases] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, log: Log, conditions: Iterable[Condition | None]) -> Space:
        """The space of some conditions on a log; `TooManyCasesError` beyond what is looked at."""
        domains = domains_of(log)
        atoms = tuple(dict.fromkeys(atom for condition in conditions for atom in _atoms(condition)))
        groups: list[_Group] = []
        for names in _together(atoms):
            stride = groups[-1].period if groups else 1
            groups.append(_group(names, [atom for atom in atoms if atom.field in names], domains, stride))
            if groups[-1].period > MOST_CASES:
                raise TooManyCasesError
        return cls(log, domains, tuple(groups))

    @property
    def size(self) -> int:
        """How many cases are told apart."""
        return self.groups[-1].period if self.groups else 1

    @cached_property
    def everything(self) -> Cases:
        """All cases."""
        return (1 << self.size) - 1

    def where(self, condition: Condition | None) -> Cases:
        """The cases that satisfy one of the conditions the space is made of, or parts of them; None holds always."""
        if condition is None:
            return self.everything
        if condition not in self._told:
            self._told[condition] = self._where(condition)
        return self._told[condition]

    def _where(self, condition: Condition) -> Cases:
        match condition:
            case And():
                found = self.everything
                for part in condition.parts:
                    found &= self.where(part)
                return found
            case Or():
                found = 0
                for part in condition.parts:
                    found |= self.where(part)
                return found
            case Not():
                return self.everything & ~self.where(condition.part)
        group = next(group for group in self.groups if condition.field in group.names)
        return self._of_kinds(group, group.held.get(condition, ()))

    def _of_kinds(self, group: _Group, kinds: Sequence[int]) -> Cases:
        """The cases in which the fields of a group are found in one of some ways."""
        block = (1 << group.stride) - 1
        cases, width = 0, group.period
        for kind in kinds:
            cases |= block << (kind * group.stride)
        while width < self.size:  # the same again for every way of the groups that follow
            cases |= cases << width
            width *= 2
        return cases & self.everything

    def example(self, cases: Cases) -> Example | None:
        """One of the cases, the first in the order of the values, by the fields that matter to it; None if none."""
        cases &= self.everything
        if not cases:
            return None
        first = (cases & -cases).bit_length() - 1
        found = {i: first % group.period // group.stride for i, group in enumerate(self.groups)}
        for i in range(len(self.groups)):  # a field that may be anything, all else being the same, is left out
            others = [self._of_kinds(self.groups[j], [kind]) for j, kind in found.items() if j != i]
            if not _met(self.everything, others) & ~cases:
                del found[i]
        return Example(tuple(self._said(found)))

    def _said(self, found: Mapping[int, int]) -> Iterator[tuple[str, str]]:
        for i, kind in found.items():
            group = self.groups[i]
            for name, value in zip(group.names, group.kinds[kind], strict=True):
                yield name, say_value(self.domains[name], value)


def _met(everything: Cases, sets: Iterable[Cases]) -> Cases:
    for cases in sets:
        everything &= cases
    return everything


def _atoms(condition: Condition | None) -> Iterator[Atom]:
    match condition:
        case None:
            return
        case And() | Or():
            for part in condition.parts:
                yield from _atoms(part)
        case Not():
            yield from _atoms(condition.part)
        case _:
            yield condition


def _named(atom: Atom) -> tuple[str, ...]:
    if isinstance(atom, Compare) and isinstance(atom.operand, FieldOperand):
        return atom.field, atom.operand.name
    return (atom.field,)


def _together(atoms: Iterable[Atom]) -> list[tuple[str, ...]]:
    """The fields in groups: those that are compared with each other, at however many removes, stand in one."""
    groups: list[tuple[str, ...]] = []
    for atom in atoms:
        names = dict.fromkeys(_named(atom))
        touched = [group for group in groups if any(name in names for name in group)]
        merged = dict.fromkeys([*itertools.chain(*touched), *names])
        groups = [group for group in groups if group not in touched] + [tuple(merged)]
    return groups


def _group(names: tuple[str, ...], atoms: Sequence[Atom], domains: Mapping[str, Domain], stride: int) -> _Group:
    ordered = any(isinstance(atom, Compare) and atom.op not in ("==", "!=") for atom in atoms)
    named = named_values(atoms)
    choices = [candidates(domains[name], named, ordered, len(names)) for name in names]
    if math.prod(map(len, choices)) > _MOST_TOGETHER:
        raise TooManyCasesError
    told = [_told(name, choice, atoms, domains) for name, choice in zip(names, choices, strict=True)]
    pairs = [atom for atom in atoms if len(_named(atom)) > 1]
    kinds: dict[frozenset[Atom], tuple[FieldValue, ...]] = {}
    for values in itertools.product(*choices):
        row = dict(zip(names, values, strict=True))
        alone = (of_value[value] for of_value, value in zip(told, values, strict=True))
        kinds.setdefault(frozenset(pair for pair in pairs if holds(pair, row, domains)).union(*alone), values)
    held: dict[Condition, list[int]] = {}
    for kind, holding in enumerate(kinds):
        for atom in holding:
            held.setdefault(atom, []).append(kind)
    return _Group(names, tuple(kinds.values()), held, stride)


def _told(
    name: str, values: Iterable[FieldValue], atoms: Iterable[Atom], domains: Mapping[str, Domain]
) -> dict[FieldValue, list[Atom]]:
    """For each of some values of a field, which comparisons of that field alone hold."""
    told: dict[FieldValue, list[Atom]] = {value: [] for value in values}
    for atom in atoms:
        if _named(atom) != (name,):
            continue
        wanted = only_for(atom)
        for value in told if wanted is None else (value for value in wanted if value in told):
            if holds(atom, {name: value}, domains):
                told[value].append(atom)
    return told
