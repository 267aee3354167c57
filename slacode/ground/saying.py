"""Phrases that messages of every part have in common."""

from __future__ import annotations

import os


def say_count(number: int, noun: str) -> str:
    """`1 file`, `2,000 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def say_why(error: OSError | ValueError) -> str:
    """Why the system refused something, or why a text is none: `permission denied`, whichever library tells it."""
    number = getattr(error, "errno", None)
    return (str(error) if number is None else os.strerror(number)).lower()
