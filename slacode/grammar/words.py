"""What the grammar's terminals and rules are called by people who write agreements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lark.lexer import PatternStr

from slacode.grammar.parser import plain_lark

# What a kind of word is called; a word that the grammar spells out is its own name.
_KINDS = {
    "NAME": "a name",
    "STRING": "a text in quotes",
    "INT": "a whole number",
    "NUMBER": "a number",
    "PERCENT": "a percentage such as `99.5%`",
    "DURATION": "a duration such as `4h`",
    "DATE": "a date such as `2026-01-31`",
    "MONTHDAY": "a day of the year such as `12-24`",
    "DATETIME": "a date and time such as `2026-03-06 17:55`",
    "TIMERANGE": "hours such as `08:00-18:00`",
    "ZONE": "a time zone such as `Europe/Berlin`",
    "DAY": "days such as `mon-fri`",
    "DAYRANGE": "days such as `mon-fri`",
    "OP": "a comparison such as `==`",
    "CURRENCY": "an amount such as `EUR 500`",
    "PERCENTILE": "a percentile such as `p95`",
    "PERIODLIT": "a period such as `2026-03`",
    "PERIOD": "a period such as `month`",
    "PERIODS": "a period such as `months`",
    "VERDICT": "a verdict such as `met`",
    "CHECK": "a check such as `support-too-slow`",
}
# Kinds of words that are a few keywords each.
_CHOICES = frozenset({"PARTYKIND", "AGREEMENT", "PERIOD", "PERIODS", "VERDICT", "DUNIT"})

_CLAUSES = {
    "item": "a declaration such as `sla`, `service` or `calendar`",
    "calendar_clause": "a clause such as `open`, `closed` or `timezone`",
    "log_clause": "a clause such as `files`, `case`, `time` or `field`",
    "clock_clause": "a clause such as `start when`, `pause while` or `stop when`",
    "availability_clause": "a clause such as `down while` or `down from`",
    "service_clause": "a clause such as `owner`, `needs` or `uses`",
    "agreement_clause": "a clause such as `between`, `covers`, `hours` or `target`",
    "target_clause": "a clause such as `metric`, `per` or `require`",
    "penalty_clause": "a clause such as `below 95%: 5% of fee` or `cap`",
    "row": "a row such as `P1: 95% within 4h`",
    "kpi": "a clause such as `kpi satisfaction: csat average at least 4.2 per quarter`",
    "test_row": "a row such as `T1 at 2026-03-06 17:55: status new`",
    "test": "`log`, `expect` or `as of`",
}
# The words that open a block, and the rule whose clauses stand in it.
OPENERS = {
    "CALENDAR": "calendar_clause", "LOG": "log_clause", "CLOCK": "clock_clause", "AVAILABILITY": "availability_clause",
    "VALUE": "where", "SHARE": "case_share", "COUNT": "case_count", "SERVICE": "service_clause",
    "AGREEMENT": "agreement_clause", "TERMS": "agreement_clause", "AMEND": "agreement_clause",
    "TARGET": "target_clause", "BY": "row", "PENALTY": "penalty_clause", "BONUS": "penalty_clause",
    "OBJECTIVE": "kpi", "TEST": "test",
}  # fmt: skip
_HOMES = {
    "calendar_clause": "a `calendar`",
    "log_clause": "a `log`",
    "clock_clause": "a `clock`",
    "availability_clause": "an `availability` metric",
    "service_clause": "a `service`",
    "agreement_clause": "an `sla`, `ola`, `uc` or `terms`",
    "target_clause": "a `target`",
    "penalty_clause": "a `penalty`",
    "kpi": "an `objective`",
    "test": "a `test`",
    "item": "the file, outside of other blocks",
}


def key(terminal: str) -> str:
    """A terminal by the word it spells out, or else by the name of its kind in small letters."""
    return _spelt().get(terminal, terminal.lower())


def is_spelt(terminal: str) -> bool:
    """Whether the language spells a terminal out, as it does `during` and `:`, and not names or figures."""
    return terminal in _spelt()


@cache
def keywords() -> dict[str, frozenset[str]]:
    """For each terminal, the words of the language that it stands for; empty for names and figures."""
    return {term.name: frozenset(_words_of(term.name)) for term in plain_lark().terminals}


def keywords_of(terminals: Iterable[str]) -> set[str]:
    """All words of the language that some terminals stand for."""
    return set().union(*(keywords().get(terminal, frozenset()) for terminal in terminals))


@cache
def all_keywords() -> frozenset[str]:
    """Every word that the language spells out somewhere."""
    return frozenset(keywords_of(keywords()))


@cache
def is_always_a_name(word: str) -> bool:
    """Whether a word can be nothing but a name, wherever it stands."""
    kinds = (term for term in plain_lark().terminals if term.name != "NAME")
    return not any(re.fullmatch(term.pattern.to_regexp(), word) for term in kinds)


def clause(rule: str) -> str:
    """What is to be written where a clause of a block begins."""
    return _CLAUSES.get(rule, "a clause")


def next_clause(rule: str) -> str:
    """What may follow where a clause of a block ends."""
    names = {"item": "the next declaration", "row": "the next row", "test_row": "the next row"}
    return names.get(rule, "the next clause")


def homes(word: str) -> list[str]:
    """The blocks in which a clause begins with a word, as in `a target`."""
    return [home for rule, home in _HOMES.items() if word in keywords_of(first_of(rule))]


@cache
def first_of(rule: str) -> frozenset[str]:
    """The terminals that a rule can begin with."""
    if rule == "test":
        return first_of("test_as_of") | first_of("test_log") | first_of("expectation")
    found: set[str] = set()
    seen, todo = {rule}, [rule]
    while todo:
        current = todo.pop()
        for production in plain_lark().rules:
            if production.origin.name != current or not production.expansion:
                continue
            symbol = production.expansion[0]
            if symbol.is_term:
                found.add(symbol.name)
            elif symbol.name not in seen:
                seen.add(symbol.name)
                todo.append(symbol.name)
    return frozenset(found)


def said(terminals: Iterable[str]) -> list[str]:
    """What people call some terminals, as in "a name" or "`:`", the likelier ones first."""
    terminals = list(terminals)
    if len(terminals) == 1 and terminals[0] in _CHOICES:
        return [one_of((f"`{word}`" for word in _words_of(terminals[0])), most=9)]
    return list(dict.fromkeys(_said(terminal) for terminal in sorted(terminals, key=_order)))


def one_of(choices: Iterable[str], most: int = 5) -> str:
    """The first few of some choices, joined with commas and `or`."""
    choices = list(choices)
    if len(choices) > most:
        return f"{', '.join(choices[: most - 1])} or the like"
    return " or ".join(filter(None, (", ".join(choices[:-1]), *choices[-1:])))


@cache
def _spelt() -> dict[str, str]:
    return {term.name: term.pattern.value for term in plain_lark().terminals if isinstance(term.pattern, PatternStr)}


def _words_of(terminal: str) -> list[str]:
    if terminal in _CHOICES:
        pattern = next(term.pattern.value for term in plain_lark().terminals if term.name == terminal)
        return re.findall("[a-z]{2,}", pattern)
    spelt = key(terminal)
    return [spelt] if terminal in _spelt() and spelt.isalpha() else []


def _said(terminal: str) -> str:
    return _KINDS.get(terminal) or f"`{key(terminal)}`"


def _order(terminal: str) -> tuple[bool, str]:
    """Names, figures and signs before keywords: where both may stand, they are the likelier ones."""
    return bool(keywords().get(terminal)), key(terminal)
