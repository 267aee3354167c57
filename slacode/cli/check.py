"""Check policies: text, names and types, then whether they hold together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import click

from slacode.cli import common
from slacode.cli._reports import Report, report_option, write_reports
from slacode.diagnostics import Allowed, DataValue, Diagnostic, Label, Location, Severity
from slacode.ground.cache import Cache, cache_for, key_of
from slacode.ground.saying import say_count
from slacode.ground.wholefile import write_whole
from slacode.reports import Findings, formats, render_findings
from slacode.settings import Settings
from slacode.source import Source, read_sources


@dataclass(frozen=True)
class Outcome:
    """What came of the texts that could be read: every error and finding, and how much was looked at."""

    diagnostics: tuple[Diagnostic, ...]
    agreements: int
    targets: int
    understood: bool


_POLICY_KEY = "slacode.policy"
# All that a remembered outcome is made of, beside plain values.
_CLASSES = (Outcome, Diagnostic, Severity, Location, Label, Allowed, Decimal)


@click.command(
    epilog="Example: slacode check policies --as-of 2026-03-31 --format json. "
    "What a finding means: slacode explain CHECK.",
)
@common.paths_argument
@common.findings_format_option
@report_option(*formats("findings"))
@common.findings_options
@common.as_of_option
@common.color_option
@common.stdin_filename_option
@common.cache_option
@click.option(
    "--baseline",
    metavar="FILE",
    help="Findings that this file knows do not fail; JSON output marks them as allowed.",
)
@click.option("--write-baseline", is_flag=True, help="Write all findings of now to the file of --baseline, and end.")
def command(
    *,
    paths: tuple[str, ...],
    format_name: str,
    reports: tuple[Report, ...],
    settings: Settings,
    as_of: dt.date | None,
    console: common.Console,
    stdin_filename: str,
    cache: bool,
    baseline: str | None,
    write_baseline: bool,
) -> int:
    """Check policies, files or folders; without PATH `policies/`, or else this folder.

    Every error of text, names and types of all files is told in one run; in policies that have none, whatever the
    checks find. Exits with 1 if something is as severe as `--fail-on`, with 2 if something could not be read.
    """
    if write_baseline and baseline is None:
        raise click.UsageError("`--write-baseline` needs the file: `--baseline FILE --write-baseline`")
    common.require_checks(settings)
    sources, unreadable = read_sources(paths, stdin_filename)
    outcome = _outcome(sources, bool(unreadable), as_of, cache_for(settings.path, cache))
    chosen = settings.applied_to([*unreadable, *outcome.diagnostics])
    if baseline is not None and outcome.understood:
        if write_baseline:
            return _write_baseline(baseline, chosen, console)
        chosen = _known(baseline, chosen, console)
    record = Findings.of(chosen, sources, settings)
    if format_name == "text" and not record.diagnostics:
        console.write(_looked_at(outcome, len(sources)))
    else:
        common.show_findings(console, record, format_name)
    write_reports(reports, lambda name: render_findings(name, record))
    return common.exit_code(record, settings)


def _write_baseline(path: str, findings: Sequence[Diagnostic], console: common.Console) -> int:
    from slacode.baseline import baseline_text

    try:
        write_whole(path, baseline_text(findings))
    except OSError as error:
        raise common.not_written(path, error) from None
    known = sum(finding.allowed is None for finding in findings)
    console.note(f"{say_count(known, 'finding')} written to `{path}`")
    return 0


def _known(path: str, findings: Sequence[Diagnostic], console: common.Console) -> list[Diagnostic]:
    """The findings, those of a baseline marked; what it knows and is mended is said on stderr."""
    from slacode.baseline import BaselineError, read_baseline

    try:
        marked, mended = read_baseline(path).applied_to(findings)
    except BaselineError as error:
        raise click.BadParameter(str(error), param_hint="--baseline") from None
    if mended:
        console.note(f"{say_count(mended, 'finding')} of `{path}` mended since: write it anew with --write-baseline")
    return marked


def _outcome(sources: Sequence[Source], some_unread: bool, as_of: dt.date | None, cache: Cache) -> Outcome:
    """What comes of the texts, remembered from an earlier run if nothing has changed since."""
    texts = (part for source in sources for part in (source.path, source.text))
    key = key_of(["check", str(as_of), str(some_unread), *texts])
    known = cache.get(key, _CLASSES)
    if isinstance(known, Outcome):
        return known
    found = _work_out(sources, some_unread, as_of)
    cache.put(key, found)
    return found


def _work_out(sources: Sequence[Source], some_unread: bool, as_of: dt.date | None) -> Outcome:
    from slacode.project import check, compile_sources

    compiled = compile_sources(sources, some_unread)
    # It takes a while to let go of a large policy, and the program ends soon.
    click.get_current_context().meta[_POLICY_KEY] = compiled
    if compiled.policy is None:
        return Outcome(compiled.diagnostics, 0, 0, understood=False)
    found = check(compiled.policy, as_of=as_of)
    agreements = compiled.policy.model.agreements
    targets = sum(len({target.name for v in agreement.versions for target in v.targets}) for agreement in agreements)
    plain = (replace(finding, data={name: _plain(value) for name, value in finding.data.items()}) for finding in found)
    return Outcome(tuple(plain), len(agreements), targets, understood=True)


def _plain(value: DataValue) -> DataValue:
    """A typed fact with dates and instants written as the reports write them, so that it can be remembered."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_plain(item) for item in value)
    return value


def _looked_at(outcome: Outcome, files: int) -> str:
    return (
        f"{say_count(outcome.agreements, 'agreement')}, {say_count(outcome.targets, 'target')} "
        f"in {say_count(files, 'file')}: no findings\n"
    )
