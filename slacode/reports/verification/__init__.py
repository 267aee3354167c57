"""Formats of what came of verifying evidence: one file each, with one function `verification` for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.reports._formats import Render, renderer

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.evidence.verifying import Verification

render_verification: Render[Verification] = renderer(__name__, "verification")
"""What came of verifying evidence in a format."""
