"""Output formats of one case's timeline: one file each, with one function that renders the one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.reports._formats import WideRender, wide_renderer

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.engine.evaluate.why import CaseHistory

render_timeline: WideRender[CaseHistory] = wide_renderer(__name__, "timeline")
"""The history of a case in a format."""
