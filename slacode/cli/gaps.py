"""Analyse gaps: services without agreement, targets without support, hours and dates without cover."""

from __future__ import annotations

import click

from slacode.cli import common


@click.command(epilog="Example: slacode gaps policies --format json")
@common.paths_argument
@common.format_option("text", "json")
@common.stdin_filename_option
@common.color_option
def command(paths: tuple[str, ...], format_name: str, stdin_filename: str, console: common.Console) -> int:
    """Analyse gaps, for service level management: what customers get, or what it needs, that no agreement covers.

    One report of services without an SLA, parts of services and targets without anything behind them, and hours and
    dates that what stands behind does not cover. They are findings of `slacode check`; what a comment allows there is
    left out here, and marked in JSON. Exits with 1 if there is a gap.
    """
    policy = common.load_policy(paths, stdin_filename)
    from slacode.project import check
    from slacode.reports.gaps import Gaps, render_gaps

    agreements = policy.model.agreements
    targets = sum(len({target.name for v in agreement.versions for target in v.targets}) for agreement in agreements)
    record = Gaps.of(check(policy), len(policy.model.services), len(agreements), targets)
    console.write(render_gaps(format_name, record, console.color))
    return 1 if record.open else 0
