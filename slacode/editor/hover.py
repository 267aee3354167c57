"""What is told of the name that is pointed at, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacode.editor.documents import Document
from slacode.editor.meanings import definition, kind_of
from slacode.editor.naming import Home, Occurrence, clauses
from slacode.editor.promises import (
    next_holidays,
    promises_of,
    say_agreement,
    say_hours,
    sentence,
    standing,
)
from slacode.editor.workspace import Place, Workspace, obligations
from slacode.engine.checks import names as check_names
from slacode.engine.checks._page import page
from slacode.engine.lower.context import KINDS
from slacode.engine.wording import say_hours_name
from slacode.grammar import tree

_LINES_SHOWN = 12
_PROMISES_SHOWN = 20


@dataclass(frozen=True)
class Hover:
    """Markdown about the characters of a place."""

    markdown: str
    place: Place


def hover(workspace: Workspace, document: Document, offset: int) -> Hover | None:
    """What is to be told of the name, or of the promise, at a place; None where nothing is known of it."""
    one = document.occurrence_at(offset)
    if one is None:
        return _of_obligation(workspace, document, offset)
    said = list(_told(workspace, document, one))
    return Hover("\n\n".join(said), Place(document, one.start, one.end)) if said else None


def _of_obligation(workspace: Workspace, document: Document, offset: int) -> Hover | None:
    """The promise whose figures are at a place, as its row or its target is told."""
    for agreement in (item for item in document.items if isinstance(item, tree.Agreement) and _holds(item, offset)):
        for target in (clause for clause in clauses(agreement) if isinstance(clause, tree.Target)):
            for label, obligation in obligations(target) if _holds(target, offset) else ():
                if _holds(obligation, offset):
                    said = _promises(workspace, str(agreement.name), str(target.name), label)
                    return Hover("\n\n".join(said), Place(document, *obligation.span)) if said else None
    return None


def _holds(part: tree.Tree, offset: int) -> bool:
    return part.span[0] <= offset <= part.span[1]


def _told(workspace: Workspace, document: Document, one: Occurrence) -> Iterator[str]:
    match kind_of(workspace, one):
        case "name":
            yield from _of_declaration(workspace, document, one)
        case "target":
            yield from _promises(workspace, one.home.agreement, one.text, None) or _text(workspace, document, one)
        case "row":
            yield from _promises(workspace, one.home.agreement, one.home.target, one.text)
        case "field":
            yield from _field(workspace, one)
        case "value":
            yield f"`{one.text}`, a value of `{one.home.field}` in log {_logs(workspace, one)}"
        case "check":
            if one.text in check_names():
                yield f"**{one.text}**: {page(one.text).rule}"
        case _:
            yield from _text(workspace, document, one)


def _of_declaration(workspace: Workspace, document: Document, one: Occurrence) -> Iterator[str]:
    item = workspace.declared(one.text)
    known = workspace.known
    if isinstance(item, tree.Agreement) and known and one.text in known.prover.lookup.agreements:
        yield say_agreement(known.prover.lookup.agreements[one.text], workspace.today)
        yield from _promises(workspace, one.text, None, None)
    elif isinstance(item, tree.WeeklyCalendar | tree.CombinedCalendar):
        yield f"**calendar {one.text}**" + _title(item)
        yield from _hours(workspace, one.text)
    elif isinstance(item, tree.Party):
        yield f"**{item.kind} {one.text}**{_title(item)}" + (f", of {item.of}" if item.of else "")
    elif item is not None and not isinstance(item, tree.Test):
        yield f"**{KINDS[type(item)]} {one.text}**{_title(item)}"
        yield from _text(workspace, document, one)


def _title(item: tree.Item) -> str:
    return f" {tree.unquoted(item.title)}" if item.title is not None else ""


def _promises(workspace: Workspace, agreement: str | None, target: str | None, row: str | None) -> list[str]:
    """The promises of an agreement, a target or a row, and how they stand; for a few, the hours they count in too."""
    known = workspace.known
    if known is None or agreement is None:
        return []
    promises = promises_of(known, agreement, workspace.today, target, row)[:_PROMISES_SHOWN]
    said = ["\n".join([sentence(one, known), *(f"- {line}" for line in standing(one, known))]) for one in promises]
    if target is not None:
        hours = dict.fromkeys(say_hours_name(one.version, one.row.obligation) for one in promises)
        said += [line for name in hours for line in _hours(workspace, name)]
    return said


def _hours(workspace: Workspace, calendar: str) -> Iterator[str]:
    known = workspace.known
    said = say_hours(known, calendar) if known else None
    if known and said:
        yield said
        holidays = next_holidays(known, calendar, workspace.today)
        if holidays:
            yield "closed next: " + ", ".join(holidays)


def _field(workspace: Workspace, one: Occurrence) -> Iterator[str]:
    field = workspace.fields_of(one.home).get(one.text)
    if field is None:
        return
    if isinstance(field.type, tree.Enumeration):
        type_ = "one of " + ", ".join(field.type.values)
    else:
        type_ = "instant" if isinstance(field.type, tree.InstantType) else str(field.type)
    column = f", column {field.column}" if field.column else ""
    carried = ", carried" if field.carried else ""
    yield f"**field {one.text}** of log {_logs(workspace, one)}: {type_}{column}{carried}"


def _logs(workspace: Workspace, one: Occurrence) -> str:
    field = one.text if one.kind == "field" else one.home.field
    logs = (log for log in workspace.logs_of(one.home) if field in workspace.fields_of(Home(log=log)))
    return " or ".join(f"`{log}`" for log in logs) or "unknown"


def _text(workspace: Workspace, document: Document, one: Occurrence) -> Iterator[str]:
    """The text that declares it, its first lines."""
    places = definition(workspace, document, one.start)
    if not places:
        return
    where = places[0].document
    first, _ = where.source.line_column(places[0].start)
    last = min(_last_line(where, places[0].start), first + _LINES_SHOWN - 1)
    lines = [where.source.line_text(number) for number in range(first, last + 1)]
    yield "```slacode\n" + "\n".join(lines) + "\n```"


def _last_line(document: Document, offset: int) -> int:
    """The line on which the block ends that the line of an offset opens; that line itself if it opens none."""
    line, _ = document.source.line_column(offset)
    depth = 0
    for number in range(line, document.source.line_count + 1):
        text = document.source.line_text(number)
        depth += text.count("{") - text.count("}")
        if depth <= 0:
            return number
    return line
