"""Output formats of the warnings of `watch`: one file each, with one function that makes a line of a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacode import family

if TYPE_CHECKING:
    # `check` looks through the formats, and must not load what evaluates.
    from slacode.watch.alerts import Alert


class AlertFormat(Protocol):
    """The function `alert` of a format: a line with its line feed."""

    def __call__(self, alert: Alert, color: bool = False) -> str:
        """Show a warning."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    return family.names(__name__)


def render_alert(format_name: str, alert: Alert, color: bool = False) -> str:
    """A warning in a format; a name that is none is a `ModuleNotFoundError`."""
    show: AlertFormat = family.member(__name__, format_name).alert
    return show(alert, color)
