"""That a share is taken of other cases, or of other time: what that does depends on how these fare."""

from __future__ import annotations

from slacode.engine.diff.both import Both, Found
from slacode.engine.model.base import Node

_MESSAGE = "shares and averages are taken of other {} than before, and how these fare is not known"


def diluted(both: Both, of: str, nodes: tuple[Node | None, Node | None] = (None, None)) -> Found | None:
    """Of an agreement, if any of its promises is relative to other cases (or other time); else None."""
    if any(pair.is_relative for pair in both.targets):
        return both.differs(f"{of} counted", "undecidable", _MESSAGE.format(of), nodes)
    return None


def say_diluted(of: str) -> str:
    """The same as a sentence."""
    return _MESSAGE.format(of)
