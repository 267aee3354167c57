"""What `review` and `ci` share: their options, and the review itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from slacode.cli import common
from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.review.changes import KINDS, accepted
from slacode.settings import Settings

if TYPE_CHECKING:
    from slacode.reports.review import Reviewed

_F = TypeVar("_F", bound=Callable[..., object])
BY_OPTION = "accepted by `--accept`"

_OPTIONS = (
    click.option("--title", metavar="NAME", help="What to call the review, where a repository has several."),
    click.option("--baseline", metavar="FILE", help="Findings that this file knows do not fail."),
    click.option(
        "--accept",
        multiple=True,
        type=click.Choice(tuple(KINDS)),
        help="Allow changes of this kind; may be given several times.",
    ),
    click.option(
        "--in",
        "paths",
        multiple=True,
        metavar="PATH",
        type=click.Path(),
        callback=lambda _ctx, _option, paths: common.default_paths(paths),
        help="A file or folder of policies; may be given several times.  [default: `policies/`, or else this folder]",
    ),
)


def review_options(command: _F) -> _F:
    """Add `--in`, `--accept`, `--baseline`, `--title`; the command receives `paths`, `accept`, `baseline`, `title`."""
    for option in _OPTIONS:
        command = option(command)
    return command


def reviewed(
    sides: tuple[str, str | None],
    paths: Sequence[str],
    accept: Mapping[str, str],
    baseline: str | None,
    settings: Settings,
    as_of: dt.date | None,
    title: str | None,
) -> Reviewed:
    """The review of what is between two sides, None being the working tree.

    `accept` says which kinds of changes are allowed, each with the reason. Raises `PolicyError` for a side that is
    not there.
    """
    from slacode.reports import Findings
    from slacode.reports.review import Reviewed
    from slacode.review.reviewing import review
    from slacode.review.sides import texts

    common.require_checks(settings)
    base, head = texts(*sides, paths)
    found = review(base, head, as_of=as_of)
    chosen = accepted(settings.applied_to(found.diagnostics), accept)
    if baseline is not None:
        chosen = _known(baseline, chosen)
    return Reviewed(found, Findings.of(chosen, head.sources, settings), title)


def _known(path: str, findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    from slacode.baseline import BaselineError, read_baseline

    try:
        return read_baseline(path).applied_to(findings)[0]
    except BaselineError as error:
        raise PolicyError([Diagnostic("settings", Severity.ERROR, str(error))]) from None
