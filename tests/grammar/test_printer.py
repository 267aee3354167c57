"""The formatter: layouts worked out by hand, and its laws on sentences derived from the grammar."""

import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.diagnostics import PolicyError
from slacode.grammar.parser import comments, parse_file, plain_lark
from slacode.grammar.printer import format_text
from slacode.grammar.tree import Word
from tests.grammar.generated import sentence, spaced


def shape(text):
    return textwrap.dedent(text).removeprefix("\n")


def assert_formats(before, after):
    assert format_text(shape(before)) == shape(after)
    assert format_text(shape(after)) == shape(after)


def test_runs_of_parties_have_columns():
    assert_formats(
        """
        provider acme "ACME"
        team desk "Service Desk" of acme
        team ops of acme

        supplier s
        """,
        """
        provider acme "ACME"
        team     desk "Service Desk" of acme
        team     ops                 of acme

        supplier s
        """,
    )


def test_clauses_have_a_column_after_their_first_word_up_to_an_empty_line():
    assert_formats(
        """
        sla a {
        between x and y
        covers z
        term 2026-01-01 to 2026-12-31

        hours office
        }
        """,
        """
        sla a {
          between x and y
          covers  z
          term    2026-01-01 to 2026-12-31

          hours office
        }
        """,
    )


def test_fields_rows_and_tiers_have_columns():
    assert_formats(
        """
        log l { files "data/a long path.csv"
          field status : one of a , b
          field n: number }
        sla a {
          target t { by p { P1: 95% within 4h during always
            "Very high": 99.5% within 8h
            P4: none } }
          penalty p on t { below 95%: 5% of fee
            below 99.5%: EUR 10 } }
        """,
        """
        log l {
          files "data/a long path.csv"
          field status: one of a, b
          field n:      number
        }

        sla a {
          target t {
            by p {
              P1:          95%   within 4h during always
              "Very high": 99.5% within 8h
              P4:          none
            }
          }
          penalty p on t {
            below 95%:   5% of fee
            below 99.5%: EUR 10
          }
        }
        """,
    )


def test_hours_of_several_days_stand_under_each_other():
    assert_formats(
        """
        calendar c { timezone UTC
          open mon-fri 08:00-12:00 and 13:00-18:00 sat, sun 09:00-13:00 }
        """,
        """
        calendar c {
          timezone UTC
          open     mon-fri  08:00-12:00 and 13:00-18:00
                   sat, sun 09:00-13:00
        }
        """,
    )


def test_what_is_declared_with_equals_is_aligned():
    assert_formats(
        """
        calendar always = 24x7
        calendar a "Both" = b or c
        metric m = count on l { each when x == 1 }
        metric long_name = value of ms on l
        """,
        """
        calendar always   = 24x7
        calendar a "Both" = b or c
        metric m         = count on l { each when x == 1 }
        metric long_name = value of ms on l
        """,
    )


def test_a_block_on_one_line_stays_there_if_it_fits():
    fits = "sla a { hours office covers b }\n"
    assert format_text(fits) == fits
    title = "x" * 100
    assert_formats(
        f'sla a "{title}" {{ hours office }}\n',
        f"""
        sla a "{title}" {{
          hours office
        }}
        """,
    )


def test_signs_stand_close_to_what_they_belong_to():
    assert_formats(
        """
        sla a { target t { supported by all of ( x . y [ P1 ] with ( P1->s1 , P2 -> s2 ) , z ) } }
        calendar c { closed on holidays DE - BY , holidays AT-6 , holidays FI - 01 , 12-24 }
        sla b { penalty p on t [ P1 ] { each breach : EUR 5 , up to EUR 9 } }
        """,
        """
        sla a { target t { supported by all of (x.y[P1] with (P1 -> s1, P2 -> s2), z) } }
        calendar c { closed on holidays DE-BY, holidays AT-6, holidays FI-01, 12-24 }
        sla b { penalty p on t[P1] { each breach: EUR 5, up to EUR 9 } }
        """,
    )


def test_an_empty_block_closes_on_its_line():
    assert_formats("sla a {\n\n}\n", "sla a {}\n")


def test_empty_lines_are_kept_one_at_a_time_and_stand_between_blocks():
    assert_formats(
        """


        team a



        team b
        sla a {

          hours c


          covers d

        }
        sla b {
          hours c
        }
        """,
        """
        team a

        team b
        sla a {
          hours c

          covers d
        }

        sla b {
          hours c
        }
        """,
    )


def test_every_comment_stays_where_it_stood():
    assert_formats(
        """
        # at the beginning

        team a# beside
        # before b
        team b
        sla a { # behind the brace
        # first in the block
        covers x,  # after the comma
        # within the clause
        y # at its end
        hours office       # under each other
        # last in the block
        } # behind the block
        sla b {
        # nothing else
        }
        # at the end
        """,
        """
        # at the beginning

        team a  # beside
        # before b
        team b
        sla a {  # behind the brace
          # first in the block
          covers x,  # after the comma
              # within the clause
              y         # at its end
          hours office  # under each other
          # last in the block
        }  # behind the block

        sla b {
          # nothing else
        }
        # at the end
        """,
    )


def test_long_lists_are_broken_after_commas_under_the_first():
    names = ", ".join(f"service_number_{n}" for n in range(8))
    # 9 columns to the list; 6 names of 16, ", " between them and "," after: 9 + 6*16 + 5*2 + 1 = 116; 7 would need 134.
    assert_formats(
        f"sla a {{\ncovers {names}\n}}",
        f"""
        sla a {{
          covers {names.replace(" service_number_6", chr(10) + " " * 17 + "service_number_6")}
        }}
        """,
    )


def test_long_conditions_are_broken_before_and_or_or():
    condition = " or ".join(f'category == "the category number {n}"' for n in range(4))
    formatted = format_text(f"metric m = clock on l {{\nstart when {condition}\n}}")
    lines = formatted.split("\n")
    assert all(len(line) <= 120 for line in lines)
    assert lines[2].startswith(" " * 8 + "or ")


def test_columns_are_given_up_where_they_would_make_a_line_too_long():
    title = "x" * 95
    text = shape(f"""
        team a "{title}" of b
        team c "short" of a_department_with_a_long_name
    """)
    assert format_text(text) == text


def test_line_ends_blanks_and_marks_are_made_uniform():
    assert format_text("\ufeffteam  a\t\r\n\r\n\r\nteam b  # c  \rteam c") == "team a\n\nteam b  # c\nteam c\n"


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_nothing_stays_nothing(text):
    assert format_text(text) == ""


def test_a_broken_text_is_not_formatted():
    with pytest.raises(PolicyError) as caught:
        format_text("sla a {", "b.sla")
    (error,) = caught.value.diagnostics
    assert str(error.at) == "b.sla:1:1"


# ---- Laws ------------------------------------------------------------------------------------------------------------


def words_of(text):
    tokens = plain_lark().parse(text).scan_values(lambda value: isinstance(value, Word))
    return [(word.type, str(word)) for word in tokens]


def comments_of(text):
    """Every comment, and whether it stands on a line of its own."""
    return [
        (comment.rstrip(), not text[text.rfind("\n", 0, at) + 1 : at].strip()) for at, comment in comments(text)
    ]


@st.composite
def policies(draw):
    rng = random.Random(draw(st.integers(0, 10**9)))
    return spaced(sentence(rng, draw(st.integers(1, 3))), rng)


@settings(max_examples=300, deadline=None)
@given(policies())
def test_formatting_keeps_words_comments_and_meaning_and_is_done_once(text):
    formatted = format_text(text)
    assert parse_file(formatted) == parse_file(text)
    assert words_of(formatted) == words_of(text)
    assert comments_of(formatted) == comments_of(text)
    assert format_text(formatted) == formatted


@settings(max_examples=150, deadline=None)
@given(policies())
def test_the_layout_is_tidy(text):
    formatted = format_text(text)
    assert formatted.endswith("\n")
    assert not formatted.endswith("\n\n")
    assert "\n\n\n" not in formatted
    assert "\t" not in formatted
    assert all(line == line.rstrip() for line in formatted.split("\n"))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_without_comments_and_empty_lines_only_the_lines_of_blocks_come_from_the_author(seed, other):
    """Two authors who break their lines differently, but close no block on the line that opened it, agree."""
    words = sentence(random.Random(seed), 2)
    first, second = (_on_lines(words, random.Random(n)) for n in (seed, other))
    assert format_text(first) == format_text(second)


def _on_lines(words, rng):
    return "".join(word + ("\n" if word == "{" else rng.choice([" ", "  ", "\n", "\t"])) for word in words)
