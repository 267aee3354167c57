"""Traces down to what carries a promise and up to what rests on it, by hand on small policies."""

from __future__ import annotations

import datetime as dt
import json
import re

import jsonschema
import pytest

from slacode.diagnostics import PolicyError
from slacode.engine.trace.tree import trace, trace_nodes
from slacode.reports._schemas import SCHEMAS
from slacode.reports.trace import render_trace
from slacode.reports.trace.json import node_json
from tests.graph.policies import COMMON, CYCLE, DERIVED, TIME, line_of, load

REF_FORMS = "write it as `agreement`, `agreement.target` or `agreement.target[row]`"


@pytest.fixture(scope="module")
def time():
    return load(TIME).model


@pytest.fixture(scope="module")
def derived():
    return load(DERIVED).model


def shape(node):
    """A tree in short: a reference, or (reference, operation, parts...); a remark stands behind its reference."""
    name = f"{node.ref or ''}{f' ({node.remark})' if node.remark else ''}"
    if node.support is None:
        return name
    return (name, node.support.op, *(shape(part) for part in node.support.parts))


def resting(node):
    return (node.ref, *(resting(above) for above in node.carries)) if node.carries else node.ref


def test_a_row_rests_on_the_rows_of_its_label_or_on_an_only_row(time):
    node = trace(time, "front.fix[P1]")
    mend = ("back.mend", "then", "yard.mend[P1]")
    assert shape(node) == ("front.fix[P1]", "then", "first.take[P1]", ("", "or", mend, "yard.mend[P1]"))


def test_a_part_with_no_row_for_ours_is_shown_as_such(time):
    node = trace(time, "front.fix[P2]")
    mend = ("back.mend", "then", "yard.mend[P1]")
    assert shape(node) == ("front.fix[P2]", "then", "first.take[P2]", ("", "or", mend, "yard.mend (no row)"))


def test_an_exempt_row_rests_on_nothing(time):
    node = trace(time, 'front.fix["by phone"]')
    assert shape(node) == 'front.fix["by phone"]'
    assert (node.obligation, node.share, node.hours) == ("none", None, None)


def test_a_node_says_what_is_promised_where_and_by_whom(time):
    node = node_json(trace(time, "front.fix[P1]"))
    assert {name: node[name] for name in ("kind", "obligation", "allowance_s", "share", "hours", "hours_text")} == {
        "kind": "sla",
        "obligation": "95% within 2h during always",
        "allowance_s": 7200,
        "share": "95",
        "hours": "always",
        "hours_text": "24x7",
    }
    assert (node["provider"], node["receiver"], node["services"], node["clause"]) == ("acme", "shop", ["web"], "4.1")
    assert node["line"] == line_of(TIME, "amend from")  # the row as it was amended, not as it was first written
    assert node["path"].endswith("p.sla")


@pytest.mark.parametrize(
    ("ref", "allowance_s", "allowance", "hours"),
    [
        ("front.fix[P2]", None, "2 business days", "office"),  # the agreement's hours
        ("first.take[P2]", 0.25, "250ms", "both"),
        ("back.mend", 10800, "3h", "24x7"),  # neither `during` nor `hours`
    ],
)
def test_allowances_and_hours(time, ref, allowance_s, allowance, hours):
    node = node_json(trace(time, ref))
    assert (node["allowance_s"], node["allowance"], node["hours"]) == (allowance_s, allowance, hours)


def test_hours_that_are_no_calendar_say_themselves(time):
    assert trace(time, "back.mend").hours_text == "24x7"
    assert trace(time, "first.take[P1]").hours_text == "office or always"


def test_a_target_or_agreement_with_several_rows_gives_a_list(time):
    labels = ["P1", "P2", "by phone"]
    assert [node.row for node in trace(time, "front.fix")] == labels
    assert [node.row for node in trace(time, "front")] == labels
    assert trace(time, "back").ref == "back.mend"


def test_a_row_by_condition_is_named_by_its_text(time):
    node = trace(time, 'yard.mend["prio == P2"]')
    assert (node.row, node.obligation) == ("prio == P2", "90% within 1h30min")


def test_without_a_day_the_last_version_counts_and_with_one_that_in_force(time):
    def told(day):
        node = trace(time, "front.fix[P1]", day)
        return node.version, node.allowance

    assert told(None) == (2, "2h")
    assert told(dt.date(2026, 6, 30)) == (1, "4h")
    assert told(dt.date(2026, 7, 1)) == (2, "2h")
    assert told(dt.date(2025, 1, 1)) == (1, "4h")  # before the term: the nearest


def test_all_versions_shows_a_row_again_only_where_it_changed(time):
    nodes = trace_nodes(time, "front", all_versions=True)
    assert [(node.row, node.version, node.begins) for node in nodes] == [
        ("P1", 1, dt.date(2026, 1, 1)),
        ("P1", 2, dt.date(2026, 7, 1)),
        ("P2", 1, dt.date(2026, 1, 1)),
        ("by phone", 1, dt.date(2026, 1, 1)),
    ]


def test_up_from_a_contract_to_all_that_rests_on_it(time):
    node = trace(time, "yard.mend[P1]", up=True)
    assert resting(node) == ("yard.mend[P1]", ("back.mend", "front.fix[P1]", "front.fix[P2]"), "front.fix[P1]")


def test_availability_without_a_support_is_derived_from_services_and_what_covers_them(derived):
    db1 = ("db1", "all", "db_uc.up")
    web = ("web", "all", ("web_ola.up", "all", db1))
    assert shape(trace(derived, "front.up")) == ("front.up", "all", web, ("", "any", db1, "db2 (no agreement)"))


def test_a_derived_support_says_so_and_keeps_its_reason(derived):
    support = trace(derived, "front.up").support
    assert support.derived
    assert support.parts[1].support.because == "two sites"
    assert trace(derived, "db_uc.up").support is None  # a contract with a supplier is where the policy ends


def test_up_over_services_says_which(derived):
    node = trace(derived, "db_uc.up", up=True)
    assert resting(node) == ("db_uc.up", "front.up", ("web_ola.up", "front.up"))
    assert [above.via for above in node.carries] == [("db1",), ("db1",)]


def test_two_contracts_for_one_part_must_both_keep_their_word():
    second = "uc db_too { between host and acme covers db1 target up { metric uptime per month require at least 99% } }"
    node = trace(load(DERIVED + second).model, "web_ola.up")
    assert shape(node) == ("web_ola.up", "all", ("db1", "all", "db_too.up", "db_uc.up"))


def test_an_internal_agreement_on_the_same_service_stands_before_its_structure():
    target = "target up { metric uptime per month require at least 99.9% }"
    own = f"ola whole {{ between desk and acme covers shop_front {target} }}"
    model = load(DERIVED + own).model
    db1 = ("db1", "all", "db_uc.up")  # for the internal agreement itself the covered service has its structure
    assert shape(trace(model, "whole.up")) == (
        "whole.up", "all", ("web", "all", ("web_ola.up", "all", db1)), ("", "any", db1, "db2 (no agreement)")
    )  # fmt: skip
    assert shape(trace(model, "front.up")) == ("front.up", "all", shape(trace(model, "whole.up")))


@pytest.mark.parametrize("covered", ["whole", "part"])
def test_an_internal_agreement_stands_before_the_contract_behind_it(covered):
    target = "target up { metric uptime per month require at least 99.9% }"
    text = f"""{COMMON} service part service whole {{ needs part }}
    sla s {{ between acme and shop covers whole {target} }}
    ola o {{ between desk and acme covers {covered} {target} }}
    uc  u {{ between host and acme covers {covered} {target} }}
    """
    carried = ("o.up", "all", "u.up")
    found = shape(trace(load(text).model, "s.up"))
    assert found == ("s.up", "all", carried if covered == "whole" else ("part", "all", carried))


def test_time_targets_have_no_derived_support():
    sla = "sla s { between acme and shop covers web target fix { metric fix per month require 95% within 4h } }"
    assert trace(load(DERIVED + sla).model, "s.fix").support is None


def test_services_that_need_each_other_are_followed_once():
    text = COMMON + (
        "service a { needs b } service b { needs a }\n"
        "sla s { between acme and shop covers a target up { metric uptime per month require at least 99% } }"
    )
    assert shape(trace(load(text).model, "s.up")) == ("s.up", "all", ("b", "all", "a (no agreement)"))


def test_a_cycle_ends_where_it_closes():
    model = load(CYCLE).model
    down = trace(model, "a.t")
    assert shape(down) == ("a.t", "then", ("b.t", "then", ("c.t", "then", "a.t (cycle)")))
    up = trace(model, "a.t", up=True)
    assert resting(up) == ("a.t", ("c.t", ("b.t", "a.t")))
    assert up.carries[0].carries[0].carries[0].remark == "cycle"
    assert "a.t  95% within 1h per month  in 24x7  ola by desk for acme  (cycle: seen above)" in render_trace(
        "text", (down,)
    )


def chain(length, text="supported by o{}.t"):
    """Agreements o0 to oN, each carried by the next."""
    head = "ola o{0} {{ between desk and acme target t {{ metric fix per month require 95% within 1h {1} }} }}\n"
    links = (head.format(i, text.format(i + 1) if i < length else "") for i in range(length + 1))
    return COMMON + "".join(links)


def test_a_long_chain_is_cut_in_its_depth():
    node, depth = trace(load(chain(200)).model, "o0.t"), 0
    while node.support:
        node, depth = node.support.parts[0], depth + 1
    assert (depth, node.remark) == (64, "too deep")


def test_many_ways_to_the_same_promise_are_not_all_written_out():
    # Each of 30 agreements rests on the next one twice: written out, 2^30 nodes.
    model = load(chain(30, "supported by o{0}.t then o{0}.t")).model
    text = render_trace("text", trace_nodes(model, "o0.t"))
    assert len(text.splitlines()) < 50_000  # a node takes up to four lines: itself, its worst case, how, and a group
    assert "(what is behind it is shown above)" in text


@pytest.mark.parametrize(
    ("ref", "message", "help_"),
    [
        ("frond.fix", "there is no agreement `frond`", "did you mean `front`?"),
        ("front.fx", "there is no target `fx` in `front` in its version 2", "did you mean `fix`?"),
        ("front.fix[P9]", "there is no row `P9` in `front.fix`", 'there are `P1`, `P2`, `"by phone"`'),
        ("back.mend[P1]", "`back.mend` has no rows, so no row `P1`", "write `back.mend`"),
        ("front.late", "`front.late` is a penalty, which nothing carries", "trace what it is on: `front.fix`"),
        ("front..fix", "`front..fix` is no reference", REF_FORMS),
    ],
)  # fmt: skip
def test_a_reference_that_means_nothing_says_what_is_meant(time, ref, message, help_):
    with pytest.raises(PolicyError) as raised:
        trace(time, ref)
    (found,) = raised.value.diagnostics
    assert (found.message, found.help) == (message, (help_,))


@pytest.mark.parametrize("ref", ["front.fix[by phone]", 'front.fix["by phone"]', ' front.fix[ "by phone" ] '])
def test_quotes_around_a_label_are_optional(time, ref):
    assert trace(time, ref).row == "by phone"


@pytest.mark.parametrize(
    ("text", "ref", "up"),
    [(TIME, "front", False), (TIME, "yard", True), (DERIVED, "front", False), (CYCLE, "b", False), (CYCLE, "b", True)],
)
def test_json_is_valid_by_its_schema(text, ref, up):
    written = json.loads(render_trace("json", trace_nodes(load(text).model, ref, up=up)))
    validator = jsonschema.Draft202012Validator(SCHEMAS["trace"]())
    validator.validate(written)
    one = written[0] if isinstance(written, list) else written
    for wrong in ({**one, "colour": "red"}, {**one, "share": 95}, {**one, "kind": "contract"}):
        assert not validator.is_valid(wrong)


def test_text_is_a_tree_with_a_legend_of_hours():
    written = render_trace("text", trace_nodes(load(DERIVED).model, "front.up"))
    lines = [line.rpartition("  ")[0] if ".sla:" in line else line for line in written.splitlines()]
    # February 2026 has 40,320 minutes: 99.9% leaves 40.32 of them, 99.95% half of that, 99.99% a tenth, 4.032min; the
    # two services that are never down together add nothing.
    half, tenth = "20min9s600ms of downtime, 20min9s600ms to spare", "4min1s920ms of downtime, 16min7s680ms to spare"
    assert lines == [
        "front.up  at least 99.9% per month  in 24x7  sla by acme for shop",
        f"│  holds: at worst {half}, in 2026-02, most of it by web_ola.up",
        "└─ all of",
        "   ├─ service web",
        "   │  └─ web_ola.up  at least 99.95% per month  in 24x7  ola by desk for acme",
        f"   │     │  holds: at worst {tenth}, in 2026-02, most of it by db_uc.up",
        "   │     └─ service db1",
        "   │        └─ db_uc.up  at least 99.99% per month  in 24x7  uc by host for acme",
        "   └─ any of (never together: two sites)",
        "      ├─ service db1",
        "      │  └─ db_uc.up  at least 99.99% per month  in 24x7  uc by host for acme",
        "      └─ service db2  (no OLA or UC promises it)",
    ]
    legend = render_trace("text", trace_nodes(load(TIME).model, "first.take[P1]")).splitlines()[-2:]
    assert legend == ["hours", "  both  office or always"]


def test_colour_changes_no_word():
    nodes = trace_nodes(load(TIME).model, "front")
    colored = render_trace("text", nodes, color=True)
    assert colored != render_trace("text", nodes)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render_trace("text", nodes)


def test_mermaid_draws_every_node_of_the_tree_and_marks_what_is_proved():
    lines = render_trace("mermaid", trace_nodes(load(DERIVED).model, "front.up")).splitlines()
    boxes = [line for line in lines if re.fullmatch(r'  n\d+\[".*"\](:::\w+)?', line)]
    arrows = [line for line in lines if " -->" in line]
    # front, all of: service web, its OLA, service db1, its UC; any of: service db1, its UC, service db2.
    assert (lines[0], len(boxes), len(arrows)) == ("flowchart TD", 9, 8)
    assert [line.rpartition(":::")[2] for line in boxes if ":::" in line] == ["holds", "holds"]
    assert any("any of (never together: two sites)" in line for line in arrows)


def test_mermaid_marks_a_promise_that_does_not_hold():
    # 15min and then 3h of the clock are more than the 2h of P1.
    drawn = render_trace("mermaid", trace_nodes(load(TIME).model, "front.fix[P1]"))
    assert ":::fails" in drawn.splitlines()[1]
