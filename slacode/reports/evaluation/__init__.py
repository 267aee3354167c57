"""Output formats of an evaluation: one file each, with one function that renders the one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.reports._formats import WideRender, wide_renderer

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.engine.evaluate.result import Result

render_evaluation: WideRender[Result] = wide_renderer(__name__, "evaluation")
"""A result in a format."""
