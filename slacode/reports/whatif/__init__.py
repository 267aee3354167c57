"""Formats of what would become of a policy: one file each, with one function `whatif` for the outcome."""

from __future__ import annotations

from typing import Protocol

from slacode import family
from slacode.engine.whatif import Outcome


class WhatIfFormat(Protocol):
    """The function `whatif` of a format: the whole text to write, with its last line feed."""

    def __call__(self, outcome: Outcome, color: bool = False) -> str:
        """Show what would become of a policy."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats that show outcomes."""
    return family.names(__name__)


def render_whatif(format_name: str, outcome: Outcome, color: bool = False) -> str:
    """An outcome in a format; a name that is none is a `ModuleNotFoundError`."""
    show: WhatIfFormat = family.member(__name__, format_name).whatif
    return show(outcome, color)
