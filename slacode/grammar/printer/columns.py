"""Which statements are aligned with each other, and where their columns begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from slacode.grammar.printer.statements import Statement
from slacode.grammar.tree import Word

# Clauses whose first word alone says what they are: what follows it is aligned.
_KEYWORD = frozenset({
    "timezone", "open_hours", "open_on", "closed_on",
    "log_files", "log_case", "log_time", "log_order", "log_event", "log_times", "log_missing", "log_field",
    "start_when", "pause_while", "stop_when", "cancel_when", "again_when", "reopen", "down_while", "down_from", "where",
    "each", "owner", "uses", "needs", "tier", "description", "terminated", "clause_text", "between", "covers", "term",
    "term_from", "signed", "hours", "fee", "fee_from", "review", "extends", "serves", "classify", "target_metric",
    "target_per", "count_by", "require",
})  # fmt: skip
_GROUPS = {
    "party": "party", "row": "row", "tier_row": "tier", "kpi": "kpi", "when_row": "when", "agreement": "agreement",
    "weekly_calendar": "calendar", "combined_calendar": "calendar", "metric": "metric",
    "service": "service",
}  # fmt: skip


def group_of(statement: Statement) -> str:
    """The name that statements share which are aligned when they follow each other; empty for those that never are."""
    return "keyword" if statement.rule in _KEYWORD else _GROUPS.get(statement.rule, "")


def columns_of(statement: Statement, words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """The words of a statement's line by columns; an empty column is one that others of its group have."""
    group = group_of(statement)
    if group == "party":
        return _party(words)
    cuts = sorted({0, *_cuts(group, statement, words), len(words)})
    return tuple(tuple(words[a:b]) for a, b in pairwise(cuts))


def _party(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """Kind, name, title, and the party it belongs to."""
    of = _after(words, "OF", -1) or len(words)
    columns = [tuple(words[0:1]), tuple(words[1:2]), tuple(words[2:of]), tuple(words[of:])]
    while not columns[-1]:
        columns.pop()
    return tuple(columns)


def _cuts(group: str, statement: Statement, words: Sequence[Word]) -> list[int]:
    """Where columns begin, the first aside."""
    if group == "keyword":
        colon = _after(words, "COLON", 0) if statement.rule == "log_field" else None
        return [1, *([colon] if colon else [])]
    if group == "row":
        after = _after(words, "COLON", 0) or 1
        return [after, after + 1] if _is_share(words, after) else [after]
    if group in ("tier", "kpi"):
        return [_after(words, "COLON", 0) or 1]
    if group == "when":
        return [_after(words, "REQUIRE", -1) or 1]
    if group in ("calendar", "metric"):
        return [_after(words, "EQUAL", -1) or 0]
    if group == "service":
        return [2] if len(words) > 2 else []
    return [1] if group == "agreement" else []


def _is_share(words: Sequence[Word], number: int) -> bool:
    return number + 1 < len(words) and words[number].type in ("PERCENT", "ALL")


def _after(words: Sequence[Word], kind: str, offset: int) -> int | None:
    """The number after that of the first word of a kind, plus an offset."""
    return next((number + 1 + offset for number, word in enumerate(words) if word.type == kind), None)
