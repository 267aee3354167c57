"""What came of verifying evidence, for people: what it is evidence of, and each difference on a line."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.evidence.comparing import Difference
from slacode.evidence.manifest import Git, Manifest
from slacode.evidence.verifying import Verification
from slacode.ground.saying import say_count
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint

_SHOWN = 200


def verification(outcome: Verification, color: bool = False) -> str:
    """A line on how it went, what was judged, the seal, and the differences, the first ones of very many."""
    lines = [f"{clean(outcome.folder)}: {_verdict(outcome, color)}"]
    lines += [f"  {line}" for line in _about(outcome.manifest)] if outcome.manifest else []
    lines += [f"  seal  {outcome.seal}"] if outcome.seal else []
    lines += [""] if outcome.differences else []
    lines += [_difference(one, color) for one in outcome.differences[:_SHOWN]]
    if len(outcome.differences) > _SHOWN:
        lines.append(f"and {len(outcome.differences) - _SHOWN:,} more: `--format json` tells them all")
    return "\n".join(lines) + "\n"


def _verdict(outcome: Verification, color: bool) -> str:
    count = len(outcome.differences)
    if count:
        return paint(say_count(count, "difference"), "error", color)
    if outcome.reason is not None:
        return paint("could not be verified", "warning", color)
    return paint("all is as it was", "good", color)


def _about(manifest: Manifest) -> Iterator[str]:
    asked = manifest.parameters
    yield f"as of {manifest.as_of}" + (f", period {asked.period}" if asked.period else "")
    count = len(manifest.policies)
    commits = sorted({_commit(policy.git) for policy in manifest.policies if policy.git})
    yield "  ".join([f"{count:,} polic{'y' if count == 1 else 'ies'}", *commits])
    for log in manifest.logs:
        for file in log.files:
            yield f"log {log.name}  {clean(file.path)}  {file.rows:,} rows  {file.sha256}"


def _commit(git: Git) -> str:
    return f"commit {git.revision}{' with changes' if git.dirty else ''}"


def _difference(one: Difference, color: bool) -> str:
    told = f"{one.file}: {one.figure}" if one.figure else one.file
    before, now = ("none" if value is None else clean(value) for value in (one.before, one.now))
    return f"{paint(clean(told), 'strong', color)}: was {before}, is {now}"
