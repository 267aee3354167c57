"""Which supports stand behind a target, row by row, and which of them rest on others (language reference, 8.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from slacode.engine.model.agreements import Agreement, Exempt, Target
from slacode.engine.model.support import Operation, Support, SupportRef

SupportName = tuple[str, str]
"""Agreement and target."""


@dataclass(frozen=True, slots=True)
class Path:
    """All supports behind a target, each once and in the order of the text: those that it names, and behind each one
    those that it rests on. `of_row[r]` are the places of those that carry row r of the target, `below[k]` of those that
    support k rests on, however deep."""

    names: tuple[SupportName, ...]
    of_row: tuple[frozenset[int], ...]
    below: tuple[frozenset[int], ...]


def path_of(agreements: Mapping[str, Agreement], target: Target) -> Path:
    """The path of a target that says `supported by`; what stands behind a support is what any version of it says."""
    walk = _Walk(agreements)
    of_row = tuple(
        frozenset(walk.places(target.support, row.label, ()))
        if target.support is not None and not isinstance(row.obligation, Exempt)
        else frozenset[int]()
        for row in target.rows
    )
    return Path(tuple(walk.names), of_row, tuple(frozenset(walk.below[name]) for name in walk.names))


@dataclass(slots=True)
class _Walk:
    agreements: Mapping[str, Agreement]
    names: dict[SupportName, int] = field(default_factory=dict)
    below: dict[SupportName, set[int]] = field(default_factory=dict)

    def places(self, support: Support, label: str | None, above: tuple[SupportName, ...]) -> Iterator[int]:
        """The places of what carries the row of that label; a support that rests on itself is met once."""
        for ref in _refs(support):
            rows = dict(ref.rows)
            name = (ref.agreement, ref.target)
            if label in rows and name not in above:
                place = self.names.setdefault(name, len(self.names))
                self.below.setdefault(name, set())
                for over in above:
                    self.below[over].add(place)
                yield place
                for deeper in self._supports_of(name):
                    yield from self.places(deeper, rows[label], (*above, name))

    def _supports_of(self, name: SupportName) -> Iterator[Support]:
        for version in self.agreements[name[0]].versions:
            target = version.target(name[1])
            if target is not None and target.support is not None:
                yield target.support


def _refs(support: Support) -> Iterator[SupportRef]:
    match support:
        case SupportRef():
            yield support
        case Operation():
            for part in support.parts:
                yield from _refs(part)
