"""What packages of formats have in common: a file each, with one function that makes text of one kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from slacode import family

_R = TypeVar("_R")
_Shown_contra = TypeVar("_Shown_contra", contravariant=True)


class Render(Protocol[_Shown_contra]):
    """A record in a format: the whole text to write, with its last line feed.

    A name that is no format is a `ModuleNotFoundError`. A format for machines is never coloured.
    """

    def __call__(self, format_name: str, record: _Shown_contra, color: bool = False) -> str:
        """Show a record."""
        ...


class WideRender(Protocol[_Shown_contra]):
    """The same of records that have tables: `width` is that of the terminal, None where there is none."""

    def __call__(self, format_name: str, record: _Shown_contra, color: bool = False, width: int | None = None) -> str:
        """Show a record."""
        ...


def renderer(package: str, function: str) -> Render[_R]:
    """What renders the records of a package whose files each have a function of that name: `(record, color)`."""

    def render(format_name: str, record: _R, color: bool = False) -> str:
        return _of(package, function, format_name)(record, color)

    return render


def wide_renderer(package: str, function: str) -> WideRender[_R]:
    """The same where each function also takes the width: `(record, color, width)`."""

    def render(format_name: str, record: _R, color: bool = False, width: int | None = None) -> str:
        return _of(package, function, format_name)(record, color, width)

    return render


def _of(package: str, function: str, format_name: str) -> Callable[..., str]:
    found: Callable[..., str] = getattr(family.member(package, format_name), function)
    return found
