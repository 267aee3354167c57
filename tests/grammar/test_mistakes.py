"""The table of common mistakes: each row's snippet gets that row's message, and its mended form can be read."""

import re

import pytest

from slacode.grammar.mistakes import mistakes
from slacode.grammar.reading import parse
from slacode.source import Source

EACH = pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.name)


def errors_of(text):
    return parse(Source("a.sla", text))[1]


def place(text, line, column):
    return sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1


def test_there_are_many():
    assert len(mistakes()) >= 200


@EACH
def test_the_snippet_gets_this_message_and_no_other(mistake):
    (error,) = errors_of(mistake.wrong)
    assert error.check == "syntax"
    assert error.data["mistake"] == mistake.name
    assert error.at is not None
    assert error.at.path == "a.sla"


@EACH
def test_the_mended_snippet_can_be_read(mistake):
    assert errors_of(mistake.mended) == []


@EACH
def test_what_is_to_be_written_mends_the_snippet(mistake):
    (error,) = errors_of(mistake.wrong)
    if mistake.write is None:
        assert error.data["write"] is None
        return
    start = place(mistake.wrong, error.at.line, error.at.column)
    end = place(mistake.wrong, error.at.end_line, error.at.end_column)
    assert mistake.wrong[:start] + error.data["write"] + mistake.wrong[end:] == mistake.mended


@EACH
def test_messages_are_in_the_house_style(mistake):
    (error,) = errors_of(mistake.wrong)
    for said in (error.message, *error.help):
        assert said
        assert not said.endswith(".")
        assert said[0] == "`" or not said[0].isupper()
        assert not re.search(r"\{\w*(:\w+)?\}", re.sub(r"`\{[^`]*`", "", said))


# What people read, in full, for the mistakes that are made most.
@pytest.mark.parametrize(
    ("wrong", "line_column", "message", "help_"),
    [
        (
            "sla a { target t { by priority { P1: 95% within 4m } } }",
            (1, 49),
            "`4m` could be minutes or months",
            "minutes are `4min`; months are words, as in `per month`, `every 4 months`",
        ),
        (
            "sla a { target t { require at least 99,9% } }",
            (1, 37),
            "decimals have a point, not a comma",
            "write `99.9%`",
        ),
        (
            "sla a { target t { by priority {\n  P1 95% within 4h\n} } }",
            (2, 5),
            "the `:` after `P1` is missing",
            "write `P1:` and then what is promised",
        ),
        (
            "calendar c {\n  open Mon-Fri 08:00-18:00\n}",
            (2, 8),
            "days have three small letters: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`",
            "write `mon-fri`",
        ),
        (
            "sla a { term 31.12.2025 to 2026-12-31 }",
            (1, 14),
            "dates are written year, month, day",
            "write `2025-12-31`",
        ),
        ("sla a {\n  penality late on t { }\n}", (2, 3), "there is no `penality` here", "did you mean `penalty`?"),
        ("sla a { taget t { } }", (1, 9), "there is no `taget` here", "did you mean `target`?"),
        ("sla a {\n  excludes cases where x == 1\n}", (2, 3), "there is no `excludes` here", "did you mean `exclude`?"),
        ("Sla a { }", (1, 1), "`Sla` is written in small letters", "write `sla`"),
        ("calender office { }", (1, 1), "there is no `calender` here", "did you mean `calendar`?"),
        (
            "sla a {\n  pause while status == waiting\n}",
            (2, 3),
            "a clause `pause` cannot stand in `sla a`; it belongs in a `clock`",
            "move it into a `clock`; here stands a clause such as `between`, `covers`, `hours` or `target`",
        ),
        (
            "between a and b",
            (1, 1),
            "a clause `between` cannot stand outside of a block; it belongs in an `sla`, `ola`, `uc` or `terms`",
            "move it into an `sla`, `ola`, `uc` or `terms`; a `}` further up may stand too early",
        ),
        (
            "service a {\n  hosts web\n}",
            (2, 3),
            "no clause of `service a` begins with `hosts`",
            "the clauses there begin with `description`, `needs`, `owner`, `tier` or `uses`",
        ),
        (
            "sla a { target t { per fortnight } }",
            (1, 24),
            "`fortnight` cannot stand after `per`: expected a period such as `month` or `rolling`",
            "take it away, or write what is expected in its place",
        ),
        (
            "sla a { fee EUR 40 per fortnight }",
            (1, 24),
            "`fortnight` cannot stand after `per`: expected `day`, `week`, `month`, `quarter` or `year`",
            "write `day`, `week`, `month`, `quarter` or `year` before `fortnight`, or instead of it",
        ),
        (
            "metric m = clock on l {\n  start status == new\n}",
            (2, 9),
            "`status` cannot stand after `start`: expected `when`",
            "write `when` before `status`",
        ),
        (
            "metric m = clock of l { }",
            (1, 18),
            "`of` cannot stand after `clock`: expected `on`",
            "write `on` instead of `of`",
        ),
        (
            "service a { owner: b }",
            (1, 18),
            "`:` cannot stand after `owner`: expected a name or a text in quotes",
            "take it away",
        ),
        (
            "calendar c = a + b",
            (1, 16),
            "`+` cannot stand after `a`: expected `and`, `except`, `or` or the next declaration",
            "write `and`, `except` or `or` instead of `+`",
        ),
        (  # no word alone mends this, so none is named
            "sla a { target t { require 95% sometimes } }",
            (1, 32),
            "`sometimes` cannot stand after `95%`: expected `by` or `within`",
            "take it away, or write what is expected in its place",
        ),
        (  # a clause that is cut short is told where it breaks off, not where the next one begins
            "metric m = clock on l {\n  start when x\n  stop when y == 2\n}",
            (2, 14),
            "something is missing after `x`: expected a comparison such as `==`, `in` or `is`",
            "write a comparison such as `==`, `in` or `is`",
        ),
        (  # a keyword that was read as the name that is missing before it
            "sla a {\n  owner\n  signed 2025-12-01\n}",
            (2, 7),
            "something is missing after `owner`: expected a name or a text in quotes",
            "write a name or a text in quotes",
        ),
        ("sla a { hours hours office }", (1, 15), "`hours` stands twice", "take one away"),
        (
            "service a { uses web db }",
            (1, 22),
            "`db` cannot stand after `web`: expected `,`, the next clause or `}`",
            "write `,` before `db`",
        ),
        (  # of two words that are as near, the one that can stand before what follows
            "log l {\n  filed x: text\n}",
            (2, 3),
            "there is no `filed` here",
            "did you mean `field`?",
        ),
        (  # a word that could also have been the next row
            "sla a { target t { by p { P1: 95% within 4h druing always } } }",
            (1, 45),
            "there is no `druing` here",
            "did you mean `during`?",
        ),
        (  # two mistakes in one clause: the first is told in its own words all the same
            "sla a { fee 40 EUR/month }",
            (1, 13),
            "the currency comes first, then the amount",
            "write `EUR 40`",
        ),
        ("log l {\n  fields x: text\n}", (2, 3), "there is no `fields` here", "did you mean `field`?"),
        (  # the braces are all there, so none is missing
            "sla a {\n  target t {\n    penalty late on t { }\n  }\n}",
            (3, 5),
            "a clause `penalty` cannot stand in `target t`; it belongs in an `sla`, `ola`, `uc` or `terms`",
            "move it into an `sla`, `ola`, `uc` or `terms`; here stands a clause such as `metric`, `per` or `require`",
        ),
        (  # `and` is no misspelt `amend`
            "sla a { owner b and c }",
            (1, 17),
            "`and` cannot stand after `b`: expected a clause such as `between`, `covers`, `hours` or `target`, or `}`",
            "take it away, or write what is expected in its place",
        ),
        (
            "team a of",
            (1, 9),
            "something is missing after `of`: expected a name",
            "write a name",
        ),
    ],
)
def test_what_people_read(wrong, line_column, message, help_):
    (error,) = errors_of(wrong)
    assert (error.message, error.help) == (message, (help_,))
    assert (error.at.line, error.at.column) == line_column


# Near to a mistake of the table, and right.
@pytest.mark.parametrize(
    "text",
    [
        'sla a "costs EUR40, 24/7; 99,9%" { }',
        'sla a { } # “4m” and 99,9%; "',
        'log l { field x: text from "a // b" }',
        "calendar m { open mon-fri 08:00-18:00 }",
        "sla a { target t { require within 30min } }",
        "metric m = clock on l { start when x == 4min }",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert errors_of(text) == []
