"""Colours for text that people read; without colour the text stays as it is, for no colour says anything alone."""

from __future__ import annotations

# Styles by what they stand for, in rich's words.
STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "good": "bold green",
    "strong": "bold",
    "faint": "dim",
    "frame": "blue",
    "second": "cyan",
    "help": "green",
}


def paint(text: str, style: str, color: bool) -> str:
    """The text in one of `STYLES`, as a terminal shows it, or unchanged without colour."""
    if not (color and text):
        return text
    # Only a coloured run pays for loading these.
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(STYLES[style]).render(text, color_system=ColorSystem.STANDARD)
