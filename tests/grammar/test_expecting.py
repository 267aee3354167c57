"""What may stand where a text is being written, told by the grammar itself."""

import pytest

from slacode.grammar.expecting import expecting


@pytest.mark.parametrize(
    ("text", "rule", "before"),
    [
        ("sla s { hours ", "hours", "HOURS"),
        ("sla s { covers a, ", "covers", "COMMA"),
        ("sla s { between a and ", "between", "AND"),
        ("sla s { signed 2026-01-01 by a, ", "names", "COMMA"),
        ("sla s { target r { by priority { P1: none ", "by_table", "__by_table_star"),
        ("sla s { target r { by priority { P1: 95% within 4h during ", "during", "DURING"),
        ("sla s { target r { supported by a.b then ", "in_turn", "THEN"),
        ("sla s { target r { supported by a.b with (P1 -> ", "row_map", "__ANON_4"),
        ("sla s { target r { supported by all of (a.b, ", "part", "COMMA"),
        ("sla s { penalty x on r[", "penalty", "LSQB"),
        ("metric m = clock on t { start when not (status == a and ", "both", "AND"),
        ("metric m = clock on t { start when status in (a, ", "comparison", "COMMA"),
        ("calendar c = a or ", "calendar_sum", "calendar_op"),
        ("service a { needs b and ", "side_by_side", "AND"),
    ],
)
def test_the_rule_that_goes_on_with_a_name_is_told(text, rule, before):
    slots = expecting(text, len(text)).slots
    assert [(slot.rule, slot.before) for slot in slots if slot.before == before] == [(rule, before)]


def test_a_new_clause_is_told_by_the_words_that_begin_one():
    text = "sla s {\n  hours office\n  "
    found = expecting(text, len(text))
    assert {"between", "covers", "target", "penalty"} <= found.keywords
    assert "field" not in found.keywords


def test_what_is_broken_above_in_the_same_block_does_not_matter():
    text = "sla s {\n  bogus words 4 4\n  target r {\n    metrc x\n    metric "
    assert "target_metric" in {slot.rule for slot in expecting(text, len(text)).slots}


def test_other_declarations_do_not_matter():
    text = "sla broken {\n covers }\n}}\nsla s { hours "
    assert [slot.rule for slot in expecting(text, len(text)).slots] == ["hours"]
