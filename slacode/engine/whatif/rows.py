"""Finds anew which row carries which, where rows that promised nothing promise something, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slacode.engine.model.agreements import Agreement, Exempt, Target, Version
from slacode.engine.model.support import Operation, Support, SupportRef

Labels = tuple[str | None, ...]
_Index = dict[tuple[str, str], Labels]
_Pair = tuple[str | None, str | None]


def carried_anew(before: Sequence[Agreement], after: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """The agreements with the rows of each `supported by` mapped by the rules of the language (8.1).

    A pair that those rules do not explain was written with `with`, and stays.
    """
    old, new = _index(before), _index(after)
    if old == new and all(_labels(a) == _labels(b) for a, b in zip(before, after, strict=True)):
        return tuple(after)
    return tuple(
        agreement.model_copy(update={"versions": tuple(_version(version, old, new) for version in agreement.versions)})
        for agreement in after
    )


def _index(agreements: Sequence[Agreement]) -> _Index:
    """The labels of each target that promise anything in some version."""
    found: _Index = {}
    for agreement in agreements:
        for version in agreement.versions:
            for target in version.targets:
                key = (agreement.name, target.name)
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *_promising(target))))
    return found


def _labels(agreement: Agreement) -> list[Labels]:
    return [_promising(target) for version in agreement.versions for target in version.targets]


def _promising(target: Target) -> Labels:
    return tuple(row.label for row in target.rows if not isinstance(row.obligation, Exempt))


def _version(version: Version, old: _Index, new: _Index) -> Version:
    targets = (
        target.model_copy(update={"support": _mapped(target.support, _promising(target), old, new)})
        if target.support
        else target
        for target in version.targets
    )
    return version.model_copy(update={"targets": tuple(targets)})


def _mapped(support: Support, own: Labels, old: _Index, new: _Index) -> Support:
    match support:
        case SupportRef():
            key = (support.agreement, support.target)
            written = [pair for pair in support.rows if _by_rule(pair[0], support.row, old[key]) != [pair]]
            rows = tuple(_rows(own, support.row, dict(written), new[key]))
            return support.model_copy(update={"rows": rows})
        case Operation():
            parts = tuple(_mapped(part, own, old, new) for part in support.parts)
            return support.model_copy(update={"parts": parts})
        case _:
            return support


def _rows(own: Labels, row: str | None, written: Mapping[str | None, str | None], theirs: Labels) -> Iterator[_Pair]:
    for label in own:
        if label in written:
            yield label, written[label]
        else:
            yield from _by_rule(label, row, theirs)


def _by_rule(label: str | None, row: str | None, theirs: Labels) -> list[_Pair]:
    """The row that carries one where none was written `with` it: the row named, that of its label, or the only one."""
    if row is not None:
        return [(label, row)]
    if label in theirs:
        return [(label, label)]
    return [(label, theirs[0])] if len(theirs) == 1 else []
