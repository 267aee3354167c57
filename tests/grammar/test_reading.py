"""Broken files: one precise error for each broken declaration, the others kept, wherever braces are missing."""

import time

import pytest

from slacode.grammar import tree
from slacode.grammar.parser import parse_file
from slacode.grammar.reading import parse
from slacode.source import Source

GOOD = 'team good "Good" of acme\n'


def read(text):
    file, errors = parse(Source("a.sla", text))
    return [str(getattr(item, "name", "test")) for item in file.items], errors


def places(errors):
    return [(error.at.line, error.at.column) for error in errors]


def test_the_good_declarations_are_kept_with_their_places():
    text = "team a of\n\nservice b\nsla c { hours }\nteam d\n"
    file, errors = parse(Source("a.sla", text))
    assert [str(item.name) for item in file.items] == ["b", "d"]
    assert [text[item.span[0] : item.span[1]] for item in file.items] == ["b", "team d"]
    assert places(errors) == [(1, 9), (4, 13)]


def test_a_healthy_file_reads_as_the_parser_reads_it():
    text = GOOD + "calendar c { open mon 08:00-09:00 }"
    assert parse(Source("a.sla", text)) == (parse_file(text), [])


def test_a_tree_is_never_changed_and_equals_one_that_says_the_same_elsewhere():
    (here,), (there,) = (parse_file(f"{gap}calendar a = 24x7").items for gap in ("", "\n\n"))
    assert (here, hash(here)) == (there, hash(there))
    assert here.span != there.span
    assert here != parse_file("calendar b = 24x7").items[0]
    with pytest.raises(AttributeError, match="`name` cannot be set"):
        here.name = there.name


def test_one_error_a_declaration_even_if_it_has_several_mistakes():
    names, errors = read("sla a {\n  owner\n  hours 24/7\n  fee EUR40 per month\n}\n" + GOOD)
    assert names == ["good"]
    assert len(errors) == 1


def test_a_missing_closing_brace_blames_the_declaration_that_lacks_it():
    # The target's block is not closed: the next declaration begins at the margin, so it is none of the broken one.
    names, errors = read("sla a {\n  target t {\n    per month\n}\n\nsla b {\n  hours c\n}\n" + GOOD)
    assert names == ["b", "good"]
    (error,) = errors
    assert error.message == "`target t` is not closed: its `}` is missing"
    assert (error.at.line, error.at.column) == (2, 3)


def test_the_indentation_tells_which_of_two_blocks_is_not_closed():
    # The `}` at the margin closes the target, says the parser; it stands under `sla`, say the lines.
    (error,) = read("sla a {\n  target t {\n    per month\n}\n")[1]
    assert error.message == "`target t` is not closed: its `}` is missing"
    (error,) = read("sla a {\n  target t {\n    per month\n  }\n")[1]
    assert error.message == "`sla a` is not closed: its `}` is missing"


def test_a_clause_of_the_outer_block_shows_that_the_inner_one_is_not_closed():
    (error,) = read("sla a {\n  target t {\n    per month\n  penalty late on t {\n  }\n}\n")[1]
    assert error.message == "`target t` is not closed: its `}` is missing"
    assert (error.labels[0].at.line, error.labels[0].message) == (4, "`penalty` does not belong in it")


def test_a_missing_opening_brace_is_one_error():
    names, errors = read('sla a "A"\n  target t {\n    per month\n  }\n  hours c\n}\n' + GOOD)
    assert names == ["good"]
    assert [error.message for error in errors] == ["the `{` that opens the block is missing"]


def test_a_brace_too_many_is_one_error_and_costs_no_declaration():
    names, errors = read("sla a {\n  hours c\n}\n}\n" + GOOD)
    assert names == ["a", "good"]
    assert [(error.at.line, error.message) for error in errors] == [(4, "this `}` closes nothing")]


def test_braces_in_strings_and_comments_are_none():
    names, errors = read('sla a "}{" { # }}}\n  owner "{"\n}\nteam !\n' + GOOD)
    assert names == ["a", "good"]
    assert len(errors) == 1


def test_declarations_on_one_line_are_judged_one_by_one():
    names, errors = read("service a service b ! service c team d of customer team e")
    assert names == ["a", "c", "d", "e"]
    assert places(errors) == [(1, 21)]


def test_a_name_that_is_a_keyword_begins_no_declaration():
    names, errors = read("team\n  log of\n  customer\nteam ! \nlog test { case sla }")
    assert names == ["log", "test"]
    assert len(errors) == 1


def test_a_log_in_a_test_begins_no_declaration():
    _, errors = read('test "t" {\nlog l {\n 1 at 2026-01-01 08:00: x 1\n}\n}\nteam !\nsla b { }')
    assert [error.at.line for error in errors] == [6]


def test_the_version_of_the_language_stands_first():
    _, (error,) = read("team a\nlanguage 1\nteam b")
    assert error.message == "`language` cannot stand after other declarations"
    assert error.at.line == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("\n\n# nothing\n", 0), ("{", 1), ("}", 1), ('"', 1), ("%%% junk ;;; \\", 1), ("sla", 1), ("\ufeff", 1)],
)
def test_odds_and_ends(text, count):
    assert len(read(text)[1]) == count


@pytest.mark.parametrize(
    "text",
    [
        "metric m = clock on l { start when " + "(" * 5000 + "x == 1" + ")" * 5000 + " }",
        "metric m = clock on l { start when " + "not " * 5000 + "x == 1 }",
        "sla a { " + "amend from 2026-01-01 { " * 5000 + "}" * 5001,
        "(" * 100_000,
        "{" * 100_000,
    ],
    ids=["brackets", "not", "amendments", "open brackets", "open braces"],
)
def test_deep_nesting_is_an_error_with_a_place(text):
    (error,) = read(text + "\n" + GOOD)[1]
    assert error.at.line == 1


def test_nesting_as_deep_as_anyone_needs_is_read():
    text = "metric m = clock on l { start when " + "(" * 50 + "x == 1" + ")" * 50 + " }"
    assert read(text) == (["m"], [])


@pytest.mark.parametrize(
    "line",
    ['"' + "x" * 10**6 + '"', "x" * 10**6, "# " + "x" * 10**6 + "\n!", '"' * 10**6, "1" * 10**6, "%" * 10**6],
    ids=["string", "word", "comment", "quotes", "digits", "signs"],
)
def test_a_line_of_a_megabyte_is_no_hang(line):
    begin = time.process_time()
    names, errors = read("service a {}\n\n" + line + "\n" + GOOD)
    assert names == ["a", "good"]
    assert [error.at.line for error in errors] in ([3], [4])
    assert all(len(error.message) < 300 for error in errors)
    assert time.process_time() - begin < 5


def test_many_broken_declarations_are_counted():
    names, errors = read("sla a { hours }\n" * 1000 + GOOD)
    assert names == ["good"]
    assert len(errors) == 100
    assert errors[-1].notes == ("900 more declarations further down cannot be read either",)


@pytest.mark.parametrize("text", ["\fcalendar a = 24x7\n", "calendar a = 24x7\u00a0\n", "calendar a = 24x7\n\u2003\n"])
def test_an_unusual_blank_between_declarations_is_told_as_well(text):
    (error,) = parse(Source("a.sla", text))[1]
    assert error.message == "an unusual blank stands here, as word processors write it"


ENDINGS = """\
sla s {
  signed 2026-01-15 by acme, retail
  target t { metric m by p { P1: 90% within 2 business days P2: 90% within 3 business days to the hour } }
  target u { metric m require 95% within 4h if at least 20 cases }
  penalty late on t { at least 80% and below 90%: 5% of fee }
  penalty more on t { below 80%: 50% of at risk }
}
"""


@pytest.mark.parametrize(
    "text",
    [
        "P1: 90% within 2 business days",
        "P2: 90% within 3 business days to the hour",
        "95% within 4h if at least 20 cases",
        "at least 80% and below 90%: 5% of fee",
        "below 80%: 50% of at risk",
        "2026-01-15 by acme, retail",
    ],
)
def test_a_clause_is_pointed_at_from_its_first_word_to_its_last(text):
    file, _ = parse(Source("a.sla", ENDINGS))
    assert text in {ENDINGS[slice(*one.span)] for one in every_node(file)}


def every_node(node):
    yield node
    for part in node.children():
        for one in part if isinstance(part, tuple) else (part,):
            if isinstance(one, tree.Tree):
                yield from every_node(one)
