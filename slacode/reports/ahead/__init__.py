"""Output formats of the warnings of `watch`: one file each, with one function that makes a line of a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.reports._formats import Render, renderer

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.watch.alerts import Alert

render_alert: Render[Alert] = renderer(__name__, "alert")
"""A warning as a line of a format."""
