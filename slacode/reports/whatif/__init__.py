"""Formats of what would become of a policy: one file each, with one function `whatif` for the outcome."""

from __future__ import annotations

from slacode.engine.whatif import Outcome
from slacode.reports._formats import Render, renderer

render_whatif: Render[Outcome] = renderer(__name__, "whatif")
"""What would become of a policy, in a format."""
