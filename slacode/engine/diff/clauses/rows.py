"""Which promise a case falls under: every row against every row, by the cases that move from one to the other (7.5).

Rows are tried in order and the first that matches wins, so that a row is the cases of its condition without those of
the rows before it; what a condition says is compared by what it implies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slacode.engine.diff.both import Both, Found, Pair
from slacode.engine.diff.content import same
from slacode.engine.diff.dilution import say_diluted
from slacode.engine.diff.obligations import effect_of
from slacode.engine.diff.record import Change, Effect
from slacode.engine.logic import Cases, Space, TooManyCasesError
from slacode.engine.model.agreements import Exempt, Row
from slacode.engine.wording import say_obligation

FIELDS = {"Target": frozenset({"rows", "by_field"}), "Row": frozenset({"label", "condition"})}


class _Part(NamedTuple):
    """A row and the cases that fall under it; None for those that fall under none."""

    row: Row | None
    cases: Cases


def compare(both: Both) -> Iterator[Found]:
    """Of each target whose rows are not for the same cases in the same order."""
    for pair in both.targets:
        if not _same_rows(pair):
            yield from _of_target(pair)


def _same_rows(pair: Pair) -> bool:
    shapes = [[(row.label, row.condition) for row in side.rows] for side in (pair.base, pair.head)]
    return shapes[0] == shapes[1] and pair.base.by_field == pair.head.by_field


def _of_target(pair: Pair) -> Iterator[Found]:
    if pair.base.by_field != pair.head.by_field:
        now, was = pair.head.by_field, pair.base.by_field
        message = f"`{pair.head.name}` is told apart by {_field(now)}, it was by {_field(was)}"
        yield pair.differs("rows", "neutral", message)
    try:
        if pair.log is None:
            raise TooManyCasesError
        space = Space.of(pair.log, [row.condition for side in (pair.base, pair.head) for row in side.rows])
        parts = _parts(space, pair.base.rows), _parts(space, pair.head.rows)
    except (TooManyCasesError, KeyError):
        yield from _by_labels(pair)
        return
    yield from _moved(pair, space, *parts)


def _field(name: str | None) -> str:
    return "no field" if name is None else f"`{name}`"


def _parts(space: Space, rows: Sequence[Row]) -> list[_Part]:
    left, parts = space.everything, []
    for row in rows:
        cases = left & space.where(row.condition)
        parts.append(_Part(row, cases))
        left &= ~cases
    return [*parts, _Part(None, left)]


def _moved(pair: Pair, space: Space, base: list[_Part], head: list[_Part]) -> Iterator[Found]:
    stay = {id(one): other for one, other in pair.rows}
    moved = False
    for was in base:
        for now in head:
            cases = was.cases & now.cases
            stays = now.row is (stay.get(id(was.row)) if was.row else None) and (was.row is None) == (now.row is None)
            if cases and not stays:
                moved = True
                yield _move(pair, was.row, now.row, str(space.example(cases)))
    by_row = {id(part.row): part.cases for part in head if part.row}
    changed = [
        part.row for part in base
        if part.row and id(part.row) in stay and part.cases != by_row[id(stay[id(part.row)])]
    ]  # fmt: skip
    if pair.is_relative and changed:
        yield pair.differs("cases counted", "undecidable", say_diluted("cases"))
    if not moved and not changed:
        yield from _reworded(pair)


def _move(pair: Pair, was: Row | None, now: Row | None, example: str) -> Found:
    before, after = (row.obligation if row else None for row in (was, now))
    effect = effect_of(before, after)
    rows = (was or now, now or was)
    assert rows[0] is not None and rows[1] is not None  # noqa: PT018, S101 - cases that stay without a row do not move
    if was is None and now is not None and not any(now is other for _, other in pair.rows):
        return _one(pair, now, "added", effect, f"{pair.called(now)} is new: `{say_obligation(now.obligation)}`")
    if now is None and was is not None and not any(was is one for one, _ in pair.rows):
        message = f"{pair.called(was)} is gone: `{say_obligation(was.obligation)}` is promised no longer"
        return _one(pair, was, "removed", effect, message)
    said = f"a case where {example} falls under {_promise(pair, now)}, it fell under {_promise(pair, was)}"
    return pair.differs("rows", effect, said, (rows[0], rows[1]))


def _one(pair: Pair, row: Row, change: Change, effect: Effect, message: str) -> Found:
    found = pair.differs("row", effect, message, (row, row))
    if change == "added":
        return Found("row", effect, message, found.ref, change, after=row.at)
    return Found("row", effect, message, found.ref, change, before=row.at)


def _promise(pair: Pair, row: Row | None) -> str:
    if row is None:
        return "no promise"
    if isinstance(row.obligation, Exempt):
        return f"{pair.called(row)}, which promises nothing"
    return f"{pair.called(row)}, `{say_obligation(row.obligation)}`"


def _by_labels(pair: Pair) -> Iterator[Found]:
    """Where conditions cannot be compared: rows that come and go by their labels, all else undecidable."""
    kept = {id(row) for rows in pair.rows for row in rows}
    for row in pair.base.rows:
        if id(row) not in kept:
            yield _one(pair, row, "removed", effect_of(row.obligation, None), f"{pair.called(row)} is gone")
    for row in pair.head.rows:
        if id(row) not in kept:
            yield _one(pair, row, "added", effect_of(None, row.obligation), f"{pair.called(row)} is new")
    if any(not same(one.condition, other.condition) for one, other in pair.rows):
        yield pair.differs("rows", "undecidable", "other cases fall under its rows: which ones cannot be told")


def _reworded(pair: Pair) -> Iterator[Found]:
    yield pair.differs("rows", "neutral", f"the rows of `{pair.head.name}` are written otherwise, for the same cases")
