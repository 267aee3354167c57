"""Output formats of an evaluation: one file each, with one function that renders the one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacode import family

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.engine.evaluate.result import Result


class EvaluationFormat(Protocol):
    """The function `evaluation` of a format: the whole text to write, with its last line feed."""

    def __call__(self, result: Result, color: bool = False, width: int | None = None) -> str:
        """Show a result; `width` is that of the terminal, None where there is none."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    return family.names(__name__)


def render_evaluation(format_name: str, result: Result, color: bool = False, width: int | None = None) -> str:
    """A result in a format; a name that is none is a `ModuleNotFoundError`."""
    show: EvaluationFormat = family.member(__name__, format_name).evaluation
    return show(result, color, width)
