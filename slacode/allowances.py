"""Allowances: comments by which a policy silences findings on the line below (language reference, 9)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from slacode.diagnostics import Allowed, Diagnostic, Location, Severity, did_you_mean
from slacode.source import Source

_ALLOW = re.compile(r"#\s*allow\s+(?P<check>[A-Za-z][\w-]*)(?P<rest>.*)")
_NAMELESS = re.compile(r"#\s*allow(?:\s*:\s*(?P<first>[\w-]*).*|\s+until\s+\d.*)")
_REST = re.compile(r"(?:\s+until\s+(?P<until>[^:\s]+))?\s*(?::\s*(?P<reason>.*))?")
_BRACES = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*|[{}]')
_EXAMPLE = "`# allow {} until 2026-12-31: accepted by the change board, CAB-412`"


@dataclass(frozen=True, slots=True)
class Allowance:
    """One comment: the check that it silences, to which last day (None: for good), why, where it stands.

    It holds for what begins on the lines from `first` to `last`: the line below it and the block that opens there.
    """

    check: str
    until: dt.date | None
    reason: str
    at: Location
    first: int
    last: int

    def silences(self, finding: Diagnostic) -> bool:
        """Whether a finding is one that this is about."""
        at = finding.at
        return (
            at is not None
            and finding.check == self.check
            and at.path == self.at.path
            and self.first <= at.line <= self.last
        )


def with_allowances(
    findings: Iterable[Diagnostic],
    sources: Iterable[Source],
    as_of: dt.date | None,
    checks: Callable[[], Collection[str]],
    known: Callable[[], Collection[str]],
) -> list[Diagnostic]:
    """The findings, those marked that a comment allows, and what is wrong with the comments.

    `checks` gives the names that can be allowed, `known` all that a finding or error can bear. `as_of` is today: an
    allowance that is over silences nothing; without a day none is.
    """
    found = list(findings)
    problems: list[Diagnostic] = []
    allowances: list[Allowance] = []
    allowing = [source for source in sources if "allow" in source.text]
    can_be_allowed, can_be_found = (checks(), known()) if allowing else ((), ())
    for source in allowing:
        for one in _read(source, can_be_allowed, can_be_found):
            if isinstance(one, Allowance):
                allowances.append(one)
            else:
                problems.append(one)
    in_force = [one for one in allowances if as_of is None or one.until is None or as_of <= one.until]
    problems += [_expired(one, as_of) for one in allowances if one not in in_force and as_of is not None]
    marked = [_marked(finding, in_force) for finding in found]
    problems += [_unused(one) for one in in_force if not any(one.silences(finding) for finding in found)]
    return [*marked, *problems]


def _marked(finding: Diagnostic, allowances: Sequence[Allowance]) -> Diagnostic:
    for one in allowances:
        if one.silences(finding):
            return replace(finding, allowed=Allowed(one.until.isoformat() if one.until else None, one.reason))
    return finding


def _read(source: Source, checks: Collection[str], known: Collection[str]) -> Iterator[Allowance | Diagnostic]:
    from slacode.grammar.parser import comments

    for offset, text in comments(source.text):
        comment = text.rstrip()
        at = source.location(offset, offset + len(comment))
        if nameless := _NAMELESS.fullmatch(comment):
            yield _without_name(nameless["first"], at, checks)
        elif (found := _ALLOW.fullmatch(comment)) and _is_meant(found, known):
            yield _allowance(source, found, at, checks, known)


def _is_meant(found: re.Match[str], known: Collection[str]) -> bool:
    """Whether a comment is an allowance, and no sentence that begins with this word: `# allow for late trains`."""
    name, rest = found["check"], found["rest"]
    if name in known:
        return True
    ends = not rest or rest.startswith((":", " until "))
    return ends and ("-" in name or did_you_mean(name, known) is not None)


def _allowance(
    source: Source, found: re.Match[str], at: Location, checks: Collection[str], known: Collection[str]
) -> Allowance | Diagnostic:
    name, rest = found["check"], _REST.fullmatch(found["rest"])
    if name not in checks:
        return _unknown(name, at, checks, known)
    reason = ((rest["reason"] if rest else None) or "").strip()
    if rest is None or not reason:
        return _malformed(f"this allowance of `{name}` gives no reason", name, at)
    until = _date(rest["until"])
    if rest["until"] is not None and until is None:
        return _malformed(f"`{rest['until']}` is no date", name, at)
    first, last = _lines(source, at)
    return Allowance(name, until, reason, at, first, last)


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _lines(source: Source, at: Location) -> tuple[int, int]:
    """The line that a comment is about, and the last one of the block that opens on it; its own if it ends a line."""
    line = at.line
    if not source.line_text(line)[: at.column - 1].strip():
        line += 1
        while source.line_text(line).lstrip().startswith("#"):
            line += 1
    return line, _block_end(source, line)


def _block_end(source: Source, line: int) -> int:
    """The line on which the block ends that a line opens; the line itself if it opens none."""
    depth = 0
    for number in range(line, source.line_count + 1):
        for sign in _BRACES.findall(source.line_text(number)):
            depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth <= 0:
            return number
    return line


def _without_name(first: str | None, at: Location, checks: Collection[str]) -> Diagnostic:
    """What begins with `# allow:` or `# allow until 2026-12-31`; `first` is the first word behind the colon."""
    help_ = f"name what it allows: {_EXAMPLE.format(first if first in checks else 'CHECK')}"
    message = "this allowance names no check"
    return Diagnostic("allowance-unknown", Severity.WARNING, message, at, "silences nothing", help=(help_,))


def _unknown(name: str, at: Location, checks: Collection[str], known: Collection[str]) -> Diagnostic:
    if name in known:
        message, way_out = f"`{name}` cannot be allowed", "mend what it tells: only what checks find can be allowed"
    else:
        near = did_you_mean(name, checks)
        message = f"there is no check `{name}` to allow"
        way_out = f"did you mean `{near}`?" if near else "`slacode checks` lists them"
    return Diagnostic("allowance-unknown", Severity.WARNING, message, at, "silences nothing", help=(way_out,))


def _malformed(message: str, name: str, at: Location) -> Diagnostic:
    help_ = f"write the check, a last day if there is one, and the reason: {_EXAMPLE.format(name)}"
    return Diagnostic("allowance-without-reason", Severity.WARNING, message, at, "silences nothing", help=(help_,))


def _expired(one: Allowance, as_of: dt.date) -> Diagnostic:
    return Diagnostic(
        "allowance-expired",
        Severity.WARNING,
        f"this allowance of `{one.check}` ended on {one.until}",
        one.at,
        f"over, as of {as_of}",
        help=("mend what it allowed and take it out, or give it a later last day",),
        data={"check": one.check, "until": one.until, "reason": one.reason},
    )


def _unused(one: Allowance) -> Diagnostic:
    return Diagnostic(
        "allowance-unused",
        Severity.WARNING,
        f"this allowance of `{one.check}` silences nothing",
        one.at,
        f"no such finding on line {one.first}" + (f" to {one.last}" if one.last > one.first else ""),
        help=("take it out, or put it right above what it is meant for",),
        data={"check": one.check, "reason": one.reason},
    )
