"""The option `--warn-at`: shares of an allowance from which an open case is worth a warning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., object])
USUAL = (Decimal(75), Decimal(90))


def _shares(_ctx: click.Context, _option: click.Parameter, text: str | None) -> tuple[Decimal, ...] | None:
    return None if text is None else tuple(sorted({_share(part, text) for part in text.split(",")}))


def _share(part: str, text: str) -> Decimal:
    try:
        share = Decimal(part.strip().removesuffix("%"))
    except InvalidOperation:
        share = Decimal(0)
    if not (share.is_finite() and share > 0):
        raise click.BadParameter(f"`{text}` is no list of shares above 0%; write them as in `75%,90%`")
    return share


def said(shares: Iterable[Decimal]) -> str:
    """The shares as they are written."""
    return ",".join(f"{share:f}%" for share in shares)


def warn_at_option(default: str | None, help_: str) -> Callable[[_F], _F]:
    """Add `--warn-at`; the command receives `warn_at: tuple[Decimal, ...] | None`, ascending."""
    return click.option(
        "--warn-at", metavar="P%,P%", default=default, show_default=default is not None, callback=_shares, help=help_
    )
