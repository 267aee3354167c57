"""Formats of what came of verifying evidence: one file each, with one function `verification` for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacode import family

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.evidence.verifying import Verification


class VerificationFormat(Protocol):
    """The function `verification` of a format: the whole text to write, with its last line feed."""

    def __call__(self, outcome: Verification, color: bool = False) -> str:
        """Show what came of it."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    return family.names(__name__)


def render_verification(format_name: str, outcome: Verification, color: bool = False) -> str:
    """What came of it in a format; a name that is none is a `ModuleNotFoundError`."""
    show: VerificationFormat = family.member(__name__, format_name).verification
    return show(outcome, color)
