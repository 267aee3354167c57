"""The words that may stand at a place: names of the kind that is needed there, values, zones, codes, keywords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from slacode.editor.documents import Document
from slacode.editor.naming import Home
from slacode.editor.workspace import Workspace
from slacode.engine.calendar.holidays import holiday_codes, holiday_parts
from slacode.engine.calendar.zones import zone_names
from slacode.engine.checks import names as check_names
from slacode.engine.lower.context import KINDS
from slacode.engine.wording import quote
from slacode.grammar import tree
from slacode.grammar.expecting import Expecting, Slot

CompletionKind = Literal["keyword", "name", "field", "value", "zone", "code", "check"]

_METRIC = re.compile(r"\bmetric\s+(\w+)")
_TARGET = re.compile(r"^\s*target\s", re.MULTILINE)
_EXTENDS = re.compile(r"\bextends\s+(\w+)")
_CURRENCIES = ("CHF", "EUR", "GBP", "JPY", "USD")
_DAYS = ("mon-fri", "mon-sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CONDITIONS = frozenset({
    "start_when", "pause_while", "stop_when", "cancel_when", "again_when", "down_while", "down_from", "where",
    "case_share", "case_count", "when_row", "excluded", "condition", "either", "both", "negation",
})  # fmt: skip
_SUPPORT = frozenset({"in_turn", "side_by_side", "one_of_them", "part", "alternatives"})

Choice = tuple[str, CompletionKind, str]
"""A word, what it is, and what is to be said beside it."""


@dataclass(frozen=True)
class Spot:
    """A place at which something is to be written: what may stand there, and what is spoken of."""

    workspace: Workspace
    document: Document
    offset: int
    found: Expecting
    home: Home

    @classmethod
    def at(cls, workspace: Workspace, document: Document, offset: int, found: Expecting) -> Spot:
        """The place at an offset, at which `found` may stand."""
        spot = cls(workspace, document, offset, found, _home(found))
        unread = spot.home.agreement is not None and not workspace.metrics_of(spot.home)
        return replace(spot, home=_by_the_text(spot)) if unread else spot


def choices(spot: Spot) -> Iterator[Choice]:
    """All words that may stand at a place, some of them more than once, the likelier kinds first."""
    for slot in spot.found.slots:
        yield from _names(spot, slot)
    if "ZONE" in spot.found.accepts:
        yield from ((name, "zone", "time zone") for name in zone_names())
    if "CURRENCY" in spot.found.accepts:
        yield from ((code, "code", "currency") for code in _CURRENCIES)
    if "DAYRANGE" in spot.found.accepts:
        yield from ((days, "value", "days of the week") for days in _DAYS)
    if "CHECK" in spot.found.accepts:
        yield from ((name, "check", "") for name in check_names())
    yield from ((word, "keyword", "") for word in sorted(spot.found.keywords))


def _names(spot: Spot, slot: Slot) -> Iterator[Choice]:
    """What a name can be in a place of a rule."""
    if slot.rule in _CONDITIONS and slot.before not in ("NAME", "OP"):
        return _fields(spot)
    if slot.rule in _SUPPORT:
        in_a_service = any(name == "NEEDS" for name, _ in spot.found.read)
        return _declared(spot, "service" if in_a_service else "agreement")
    choose = _SLOTS.get((slot.rule, slot.before)) or _SLOTS.get((slot.rule, ""))
    return choose(spot) if choose else iter(())


def _declared(spot: Spot, *kinds: str) -> Iterator[Choice]:
    classes = tuple(cls for cls, kind in KINDS.items() if kind in kinds)
    for name, item in spot.workspace.declarations(*classes):
        yield name, "name", _said(item)


def _fields(spot: Spot) -> Iterator[Choice]:
    for name, field in _known_fields(spot).items():
        yield name, "field", _type(field)


def _known_fields(spot: Spot) -> dict[str, tree.LogField]:
    return spot.workspace.fields_of(spot.home)


def _type(field: tree.LogField) -> str:
    if isinstance(field.type, tree.Enumeration):
        return "one of " + ", ".join(field.type.values)
    return "instant" if isinstance(field.type, tree.InstantType) else str(field.type)


def _values(spot: Spot) -> Iterator[Choice]:
    """The values of the field that the place is compared with, and the other fields of its type."""
    field = _known_fields(spot).get(_compared(spot.found))
    yield from _values_of(field)
    for name, other in _known_fields(spot).items():
        if field and other is not field and _type(other) == _type(field):
            yield name, "field", _type(other)


def _values_of(field: tree.LogField | None) -> Iterator[Choice]:
    if field and isinstance(field.type, tree.Enumeration):
        for value in field.type.values:
            yield str(value), "value", f"value of {field.name}"
    elif field and str(field.type) == "yesno":
        yield from ((word, "value", f"value of {field.name}") for word in ("yes", "no"))


def _table(spot: Spot) -> Iterator[Choice]:
    """The values of the field that a table has its rows by."""
    words = [word for name, word in spot.found.read if name == "NAME" and word]
    yield from _values_of(_known_fields(spot).get(str(words[-1])) if words else None)


def _due(spot: Spot) -> Iterator[Choice]:
    for name, field in _known_fields(spot).items():
        if isinstance(field.type, tree.InstantType):
            yield name, "field", "instant"


def _targets(spot: Spot) -> Iterator[Choice]:
    """The targets of the agreement that is written before the dot."""
    for name, parts in spot.workspace.targets(_word_before(spot.found, "DOT")).items():
        yield name, "name", next((tree.unquoted(one.title) for one in parts if one.title), "target")


def _own_targets(spot: Spot) -> Iterator[Choice]:
    for name in _targets_here(spot):
        yield name, "name", "target"


def _targets_here(spot: Spot) -> list[str]:
    """The targets of the agreement that is being written, which may not be readable yet."""
    written = re.findall(r"\btarget\s+(\w+)", spot.document.text[_begin(spot) : spot.offset])
    return list(dict.fromkeys([*spot.workspace.targets(spot.home.agreement or ""), *written]))


def _rows(spot: Spot) -> Iterator[Choice]:
    words = [str(word) for name, word in spot.found.read if name in ("NAME", "STRING") and word]
    theirs = len(words) > 1 and any(name == "DOT" for name, _ in spot.found.read)
    home = Home(agreement=words[-2], target=words[-1]) if theirs else spot.home
    return _labels(spot, home)


def _own_rows(spot: Spot) -> Iterator[Choice]:
    return _labels(spot, spot.home)


def _labels(spot: Spot, home: Home) -> Iterator[Choice]:
    for target in spot.workspace.targets(home.agreement or "").get(home.target or "", []):
        for clause in target.clauses:
            for row in clause.rows if isinstance(clause, tree.ByTable) else ():
                yield str(row.label), "value", "row"


def _countries(_spot: Spot) -> Iterator[Choice]:
    for code, name in holiday_codes().items():
        yield code, "code", f"public holidays of {name}"


def _parts_of_country(spot: Spot) -> Iterator[Choice]:
    country = _word_before(spot.found, "MINUS")
    for part in holiday_parts(country):
        yield part, "code", f"public holidays of {country}-{part}"


def _begin(spot: Spot) -> int:
    """Where the agreement begins that is being written."""
    header = re.compile(rf"^[ \t]*(?:sla|ola|uc|terms)[ \t]+{spot.home.agreement}\b", re.MULTILINE)
    return max((found.start() for found in header.finditer(spot.document.text, 0, spot.offset)), default=0)


def _by_the_text(spot: Spot) -> Home:
    """What an agreement that cannot be read yet measures: its text names the metric, or what it extends has it."""
    home, text = spot.home, spot.document.text
    begun = _begin(spot)
    inner = max(text.rfind(f"target {home.target}", begun, spot.offset), begun)
    written = _METRIC.search(text, inner)
    following = _TARGET.search(text, inner + 1)
    if written and (home.target is None or not following or written.start() < following.start()):
        return replace(home, metric=written[1])
    bases = (replace(home, agreement=base) for base in _EXTENDS.findall(text, begun, spot.offset))
    metrics = [metric for base in bases for metric in spot.workspace.metrics_of(base)]
    return replace(home, metric=metrics[0]) if metrics else home


def _kind(*kinds: str) -> Callable[[Spot], Iterator[Choice]]:
    return lambda spot: _declared(spot, *kinds)


# By the rule, and the symbol before the name ("" for any).
_SLOTS: dict[tuple[str, str], Callable[[Spot], Iterator[Choice]]] = {
    ("party", "OF"): _kind("party"),
    ("calendar", "EQUAL"): _kind("calendar"),
    ("calendar_sum", ""): _kind("calendar"),
    ("closed_holidays", "HOLIDAYS"): _countries,
    ("closed_holidays", "MINUS"): _parts_of_country,
    ("clock", "ON"): _kind("log"),
    ("availability", "ON"): _kind("log"),
    ("availability", "OF"): _fields,
    ("row_value", "ON"): _kind("log"),
    ("case_share", "ON"): _kind("log"),
    ("case_count", "ON"): _kind("log"),
    ("comparison", "OP"): _values,
    ("comparison", "LPAR"): _values,
    ("comparison", "COMMA"): _values,
    ("owner", ""): _kind("party"),
    ("uses", ""): _kind("service"),
    ("needs", ""): _kind("service"),
    ("between", ""): _kind("party"),
    ("covers", ""): _kind("service"),
    ("signed", "BY"): _kind("party"),
    ("names", ""): _kind("party"),
    ("hours", ""): _kind("calendar"),
    ("during", ""): _kind("calendar"),
    ("fee_from", "FROM"): _kind("log"),
    ("one_credit", ""): _fields,
    ("extends", ""): _kind("terms", "agreement"),
    ("serves", ""): _kind("objective"),
    ("target_metric", ""): _kind("metric"),
    ("by_table", "BY"): _fields,
    ("by_table", "LBRACE"): _table,
    ("by_table", "__by_table_star"): _table,
    ("by_field", "BY"): _due,
    ("obligation", "BY"): _due,
    ("supported", ""): _kind("agreement"),
    ("ref", "DOT"): _targets,
    ("ref", "LSQB"): _rows,
    ("ref", "LPAR"): _own_rows,
    ("ref", "COMMA"): _own_rows,
    ("row_map", ""): _rows,
    ("penalty", "ON"): _own_targets,
    ("penalty", "LSQB"): _own_rows,
    ("each_breach", "OF"): _own_rows,
    ("objective", "FOR"): _kind("party"),
    ("kpi", "COLON"): _kind("metric"),
    ("test_log", "LOG"): _kind("log"),
    ("test_row", "COLON"): _fields,
    ("test_row", "COMMA"): _fields,
    ("test_value", ""): _values,
    ("expectation", "EXPECT"): _kind("agreement"),
    ("expectation", "ON"): _kind("agreement"),
}


def _home(found: Expecting) -> Home:
    """The agreement, target and log that a place is in, told by what is begun before it."""
    said: dict[str, str] = {}
    for (name, word), (_, after) in zip(found.read, found.read[1:], strict=False):
        if after is None:
            continue
        if name in ("AGREEMENT", "TERMS", "OBJECTIVE"):
            said["agreement"] = str(after)
        elif name == "TARGET" or (name == "ON" and "agreement" in said):
            said["target"] = str(after)
        elif name in ("ON", "LOG", "FROM") and after.type == "NAME" and word is not None:
            said["log"] = str(after)
    return Home(**said)


def _compared(found: Expecting) -> str:
    """The field whose value comes next: the one before the comparison, or in a test the last name."""
    kinds = [name for name, _ in found.read]
    signs = [number for number, kind in enumerate(kinds) if kind in ("OP", "IN")]
    word = found.read[signs[-1] - 1 if signs else -1][1]
    return tree.unquoted(word) if word is not None else ""


def _word_before(found: Expecting, sign: str) -> str:
    """The name before a sign that ends what is read."""
    names = [word for _, word in found.read if word is not None and word.type != sign]
    return tree.unquoted(names[-1]) if names else ""


def _said(item: tree.Item) -> str:
    kind = str(item.kind) if isinstance(item, tree.Agreement | tree.Party) else KINDS[type(item)]
    title = None if isinstance(item, tree.Test) else item.title
    return f"{kind} {quote(tree.unquoted(title))}" if title else kind
