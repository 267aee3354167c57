"""Writes the OLA that would carry a target which nothing stands behind: a beginning, for its team to make true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slacode.editor.documents import Document
from slacode.editor.layout import Edit
from slacode.editor.naming import clauses
from slacode.editor.workspace import Known, Workspace
from slacode.engine.lookup import version_on
from slacode.engine.model.agreements import Agreement, Exempt, Target, Version
from slacode.engine.refs import parse_ref
from slacode.engine.wording import say_condition, say_name, say_obligation, say_period
from slacode.grammar import tree
from slacode.grammar.printer import format_text
from slacode.grammar.splitting import split

_SIGN = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*|[{}]')


@dataclass(frozen=True)
class Skeleton:
    """The name of a new OLA, and the edits that write it and name it as what carries the target."""

    name: str
    edits: tuple[Edit, ...]


def skeleton(workspace: Workspace, document: Document, ref: str) -> Skeleton | None:
    """An OLA that promises what a target promises, below the agreement of the target; None if that is not known."""
    known, meant = workspace.known, parse_ref(ref)
    item = document.declared.get(meant.agreement)
    agreement = known.prover.lookup.agreements.get(meant.agreement) if known else None
    if known is None or agreement is None or not isinstance(item, tree.Agreement) or meant.target is None:
        return None
    version = version_on(agreement, workspace.today)
    target = version.target(meant.target)
    node = next((one for one in clauses(item) if isinstance(one, tree.Target) and one.name == meant.target), None)
    if target is None or node is None:
        return None
    name = _free(workspace, f"{agreement.name}_ola")
    text = format_text("\n".join(_lines(known, name, agreement, version, target)))
    below = next(part.end for part in split(document.text) if part.start <= item.span[0] < part.end)
    edits = (
        _supported(document, node, f"supported by {name}.{target.name}"),
        Edit(document.path, below, below, f"\n\n{text.rstrip()}"),
    )
    return Skeleton(name, edits)


def _free(workspace: Workspace, name: str) -> str:
    number = 1
    while workspace.declared(name if number == 1 else f"{name}_{number}") is not None:
        number += 1
    return name if number == 1 else f"{name}_{number}"


def _lines(known: Known, name: str, agreement: Agreement, version: Version, target: Target) -> Iterator[str]:
    yield f'ola {name} "Stands behind {agreement.name}" {{'
    if version.provider:
        yield f"between {_team(known, version.provider)} and {version.provider}"
    if version.covers:
        yield f"covers {', '.join(version.covers)}"
    if version.hours:
        yield f"hours {version.hours}"
    if version.first:
        yield f"term {version.first} to {version.last}" if version.last else f"term from {version.first}"
    yield f"target {target.name} {{"
    if target.metric:
        yield f"metric {target.metric}"
    yield f"per {say_period(target.per)}"
    yield from _rows(target)
    yield "} }"


def _team(known: Known, provider: str) -> str:
    """The first team of the provider: who else would do it is for people to say."""
    teams = (party.name for party in known.policy.model.parties if party.of == provider and party.kind == "team")
    return next(teams, provider)


def _rows(target: Target) -> Iterator[str]:
    rows = [row for row in target.rows if not isinstance(row.obligation, Exempt)]
    if target.by_field is not None:
        yield f"by {target.by_field} {{"
        yield from (f"{say_name(row.label or '')}: {say_obligation(row.obligation)}" for row in rows)
        yield "}"
        return
    for row in rows:
        when = f"when {say_condition(row.condition)} " if row.condition is not None else ""
        yield f"{when}require {say_obligation(row.obligation)}"


def _supported(document: Document, target: tree.Target, clause: str) -> Edit:
    """The clause as the last one of a target, on a line of its own if its block has several."""
    depth, brace = 0, target.span[1]
    for found in _SIGN.finditer(document.text, tree.end_of(target.name)):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == "}" and depth == 0:
            brace = found.start()
            break
    line = document.text.rfind("\n", 0, brace) + 1
    indent = document.text[line:brace]
    if indent.strip():
        return Edit(document.path, brace, brace, f"{clause} ")
    return Edit(document.path, line, line, f"{indent}  {clause}\n")
