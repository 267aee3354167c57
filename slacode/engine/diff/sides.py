"""The two policies of a comparison, and what is asked of them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from slacode.engine.diff.content import same
from slacode.engine.lookup import Lookup
from slacode.engine.model.calendar import Combined
from slacode.engine.model.policy import PolicyModel

_T = TypeVar("_T")


class Sides:
    """The two policies, the base with the names of the head, and what is worked out for them once."""

    def __init__(self, base: PolicyModel, head: PolicyModel) -> None:
        self.base, self.head = Lookup(base), Lookup(head)
        self._made: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], _T]) -> _T:
        """What is made for a key, made once."""
        if key not in self._made:
            self._made[key] = make()
        return cast(_T, self._made[key])

    def unchanged(self, name: str | None) -> bool:
        """Whether a calendar (None: `24x7`) says on both sides the same, with all that it is made of."""
        return name is None or self.once(("unchanged", name), lambda: self._unchanged(name))

    def _unchanged(self, name: str) -> bool:
        base, head = self.base.calendars.get(name), self.head.calendars.get(name)
        if base is None or head is None or not same(base.body, head.body):
            return False
        made_of = [head.body.first, *(step.name for step in head.body.rest)] if isinstance(head.body, Combined) else []
        return all(self.unchanged(part) for part in made_of)
