"""The log of two sides as one: every field, and every value of an enumeration, that either of them declares."""

from __future__ import annotations

from slacode.engine.model.logs import Log, LogField


def common_log(base: Log | None, head: Log | None) -> Log | None:
    """The head's log with what only the base declares besides, so that conditions of both can be compared on it.

    What only one side knows is told by `log`, the part of the comparison; None where a side has no such log.
    """
    if base is None or head is None or base.fields == head.fields:
        return head
    before = {field.name: field for field in base.fields}
    both = [_common(before.pop(field.name, field), field) for field in head.fields]
    return head.model_copy(update={"fields": (*both, *before.values())})


def _common(base: LogField, head: LogField) -> LogField:
    if base.values == head.values or base.type != head.type:
        return head
    return head.model_copy(update={"values": _woven(base.values, head.values)})


def _woven(base: tuple[str, ...], head: tuple[str, ...]) -> tuple[str, ...]:
    """All values, those of the base alone behind the one that they follow there."""
    order = list(head)
    for place, value in enumerate(base):
        if value not in order:
            order.insert(order.index(base[place - 1]) + 1 if place else 0, value)
    return tuple(order)
