"""Reads a reference such as `checkout_support.resolution[P1]` and finds what it means (language reference, 2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic, PolicyError, Severity, did_you_mean, there_are
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, Row, Target, Version
from slacode.engine.model.money import Penalty
from slacode.engine.model.policy import Reference
from slacode.engine.wording import say_name, say_ref

_REF = re.compile(r"(?P<agreement>[^\W\d]\w*)(\.(?P<target>[^\W\d]\w*)(\[(?P<row>.+)\])?)?", re.DOTALL)
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference means in the version in force: an agreement, a target or penalty of it, a row of a target."""

    agreement: Agreement
    version: Version
    target: Target | None = None
    row: Row | None = None
    penalty: Penalty | None = None


def parse_ref(text: str) -> Reference:
    """Read `agreement`, `agreement.target` or `agreement.target[row]`; a row may be in quotes, whatever it holds.

    Raises `PolicyError` with one diagnostic `syntax` if the text is none of these.
    """
    read = _REF.fullmatch(text.strip())
    if read is None:
        raise _error(
            "syntax",
            f"`{text}` is no reference",
            ["write it as `agreement`, `agreement.target` or `agreement.target[row]`"],
        )
    row = read["row"].strip() if read["row"] else None
    return Reference(agreement=read["agreement"], target=read["target"], row=None if row is None else _unquoted(row))


def _unquoted(text: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", text[1:-1]) if _QUOTED.fullmatch(text) else text


def find(lookup: Lookup, ref: Reference) -> Found:
    """What a reference means; raises `PolicyError` with one diagnostic `unknown-name`, saying what is likely meant."""
    agreement = lookup.agreements.get(ref.agreement)
    if agreement is None:
        raise unknown(f"there is no agreement `{ref.agreement}`", ref.agreement, lookup.agreements)
    version = lookup.version(agreement)
    if ref.target is None:
        return Found(agreement, version)
    target = version.target(ref.target)
    if target is None:
        return _penalty(agreement, version, ref, ref.target)
    return Found(agreement, version, target, None if ref.row is None else _row(ref, ref.row, target))


def _penalty(agreement: Agreement, version: Version, ref: Reference, name: str) -> Found:
    for penalty in version.penalties:
        if penalty.name == name and ref.row is None:
            return Found(agreement, version, penalty=penalty)
    of = f"`{ref.agreement}`" + (f" in its version {version.number}" if len(agreement.versions) > 1 else "")
    known = [target.name for target in version.targets]
    raise unknown(f"there is no target `{name}` in {of}", name, known)


def _row(ref: Reference, label: str, target: Target) -> Row:
    for row in target.rows:
        if row.label == label:
            return row
    of = say_ref(ref.agreement, ref.target)
    labels = [row.label for row in target.rows if row.label is not None]
    if not labels:
        raise _error("unknown-name", f"`{of}` has no rows, so no row `{label}`", [f"write `{of}`"])
    raise unknown(f"there is no row `{label}` in `{of}`", label, labels)


def unknown(message: str, word: str, known: Iterable[str]) -> PolicyError:
    """The error that nothing bears a name, with what is likely meant, or else with what there is."""
    names = sorted(known)
    near = did_you_mean(word, names)
    if near:
        return _error("unknown-name", message, [f"did you mean `{near}`?"])
    shown = [f"`{name}`" if name.isidentifier() else f"`{say_name(name)}`" for name in names]
    return _error("unknown-name", message, [there_are(shown)] if names else [])


def _error(check: str, message: str, help_: list[str]) -> PolicyError:
    return PolicyError([Diagnostic(check, Severity.ERROR, message, help=tuple(help_))])
