"""Formats of what became of tests: one file each, with one function `results` for the report."""

from __future__ import annotations

from slacode.engine.testing.record import TestReport
from slacode.reports._formats import WideRender, wide_renderer

render_tests: WideRender[TestReport] = wide_renderer(__name__, "results")
"""What became of tests in a format."""
