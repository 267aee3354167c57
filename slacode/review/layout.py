"""Tells what is not in the canonical layout, as a finding."""

from __future__ import annotations

from slacode.diagnostics import Diagnostic, Location, Severity


def not_formatted(path: str, before: str, after: str) -> Diagnostic | None:
    """The finding on a policy that `slacode fmt` would change, at the first line that it would; None if none."""
    if before == after:
        return None
    line, text = _first_change(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return Diagnostic(
        "not-formatted",
        Severity.WARNING,
        f"`{path}` is not in the canonical layout",
        Location(path, line, 1, line, len(text.rstrip("\r\n")) + 1),
        help=(f"run `slacode fmt {path}`",),
    )


def _first_change(before: list[str], after: list[str]) -> tuple[int, str]:
    """The number and text of the first line that is not as it should be; the last one where some are missing."""
    for number, (old, new) in enumerate(zip(before, after, strict=False), 1):
        if old != new:
            return number, old
    number = min(len(after) + 1, max(len(before), 1))
    return number, before[number - 1] if before else ""
