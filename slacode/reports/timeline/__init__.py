"""Output formats of one case's timeline: one file each, with one function that renders the one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacode import family

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.engine.evaluate.why import CaseHistory


class TimelineFormat(Protocol):
    """The function `timeline` of a format: the whole text to write, with its last line feed."""

    def __call__(self, history: CaseHistory, color: bool = False, width: int | None = None) -> str:
        """Show a history; `width` is that of the terminal, None where there is none."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    return family.names(__name__)


def render_timeline(format_name: str, history: CaseHistory, color: bool = False, width: int | None = None) -> str:
    """A history in a format; a name that is none is a `ModuleNotFoundError`."""
    show: TimelineFormat = family.member(__name__, format_name).timeline
    return show(history, color, width)
