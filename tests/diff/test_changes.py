"""Changes as contracts see them, one kind each: what a contract lawyer would say, in both directions."""

from __future__ import annotations

import pytest

from tests.diff.contract import CONTRACT, differences, edited, told

W, S, N, U = "weakened", "strengthened", "neutral", "undecidable"
OTHER_WAY = {W: S, S: W, N: N, U: U}
OTHER_CHANGE = {"added": "removed", "removed": "added", "changed": "changed", "renamed": "renamed"}

TERM = "term    2026-01-01 to 2026-12-31\n  hours   office\n  fee"

FASTER = "{ target resolution { by priority { P1: 95% within 3h } } }"
SLOWER = "{ target resolution { by priority { P1: 95% within 5h } } }"

# What is changed, and what the customer of that agreement is told of it.
CHANGES = {
    "a longer time": (
        [("P1: 95% within 4h", "P1: 95% within 4h30min")],
        [("support.resolution[P1]", "changed", "allowance", W)],
    ),
    "a lower share": (
        [("P1: 95% within 4h", "P1: 92.5% within 4h")],
        [("support.resolution[P1]", "changed", "share", W)],
    ),
    "more business days": (
        [("within 3 business days", "within 4 business days")],
        [("support.resolution[P3]", "changed", "allowance", W)],
    ),
    "to the hour instead of to the close": (
        [("within 3 business days", "within 3 business days to the hour")],
        [("support.resolution[P3]", "changed", "allowance", S)],
    ),
    "hours instead of business days": (
        [("within 3 business days", "within 24h")],
        [("support.resolution[P3]", "changed", "allowance", U)],
    ),
    "a higher availability": (
        [("at least 99.9% during", "at least 99.95% during")],
        [("support.availability", "changed", "bound", S)],
    ),
    "a row that promises nothing any more": (
        [("P2: 95% within 8h", "P2: none")],
        [("support.resolution[P2]", "changed", "promise", W), ("support.resolution", "changed", "support", N)],
    ),
    "a row that is gone": (
        [("      P3: 90% within 3 business days\n", "")],
        [("support.resolution[P3]", "removed", "row", W), ("support.resolution", "changed", "support", N)],
    ),
    "a floor": (
        [("P1: 95% within 4h", "P1: 95% within 4h if at least 20 cases")],
        [("support.resolution[P1]", "changed", "floor", W)],
    ),
    "shorter hours": (
        [("open mon-fri 08:00-18:00", "open mon-fri 08:00-17:00")],
        [("office", "changed", "hours", W), ("office", "changed", "business days", U)],
    ),
    "one more holiday": (
        [('"Christmas Eve"', '"Christmas Eve", 2026-05-15 "Bridge day"')],
        [("office", "changed", "hours", W), ("office", "changed", "business days", W)],
    ),
    "hours that are moved": (
        [("open mon-fri 08:00-18:00", "open mon-fri 09:00-19:00")],
        [("office", "changed", "hours", U), ("office", "changed", "business days", U)],
    ),
    "around the clock for one row": (
        [("P1: 95% within 4h", "P1: 95% within 4h during always")],
        [("support.resolution[P1]", "changed", "hours", S)],
    ),
    "a longer maintenance window": (
        [("every sun 02:00-04:00", "every sun 02:00-06:00")],
        [("support", "changed", "exclusion", W), ("support", "changed", "time counted", U)],
    ),
    "a new exclusion": (
        [("  at risk", '  exclude "Storm" from 2026-02-10T00:00Z to 2026-02-11T12:00Z\n  at risk')],
        [("support", "added", "exclusion", W), ("support", "changed", "time counted", U)],
    ),
    "more cases excluded": (
        [('category == "test"', 'category in ("test", "demo")')],
        [("support", "changed", "exclusion", W), ("support", "changed", "cases counted", U)],
    ),
    "a longer pause": (
        [("pause  while status == waiting", "pause  while status in (waiting, on_hold)")],
        [("resolve_time", "changed", "pause", W)],
    ),
    "a pause that says the same": (
        [("pause  while status == waiting", "pause  while not status != waiting")],
        [("resolve_time", "changed", "pause", N)],
    ),
    "an earlier stop": (
        [("stop   when status in (resolved, closed)", "stop   when status in (resolved, closed, on_hold)")],
        [("resolve_time", "changed", "stop", W), ("resolve_time", "changed", "cases counted", U)],
    ),
    "reopened cases count on": (
        [("cancel when status == cancelled", "cancel when status == cancelled\n  reopen continues")],
        [("resolve_time", "changed", "reopen", S), ("resolve_time", "changed", "cases counted", U)],
    ),
    "a smaller penalty": (
        [("below 95%: 5% of fee", "below 95%: 3% of fee")],
        [("support.late", "changed", "penalty amount", W)],
    ),
    "a penalty that crosses the old one": (
        [("below 95%: 5% of fee", "below 95%: 1% of fee"), ("below 90%: 10% of fee", "below 90%: 20% of fee")],
        [("support.late", "changed", "penalty amount", U)],
    ),
    "a penalty written otherwise": (
        [("below 95%: 5% of fee", "below 95%: EUR 500")],
        [("support.late", "changed", "penalty amount", N)],
    ),
    "portions that count whole": (
        [("2% of fee per started 0.1%", "2% of fee per 0.1%")],
        [("support.outage", "changed", "penalty amount", W)],
    ),
    "a lower limit of each breach": (
        [("up to EUR 5_000", "up to EUR 3_000")],
        [("support.late", "changed", "each breach", W)],
    ),
    "a penalty that is gone": (
        [("  penalty outage on availability { 2% of fee per started 0.1% below 99.9% }\n", "")],
        [("support.outage", "removed", "penalty", W)],
    ),
    "a higher cap": ([("cap 20% of fee", "cap 30% of fee")], [("support.late", "changed", "cap", S)]),
    "a cap in money, of the same": ([("cap 20% of fee", "cap EUR 2_000")], [("support.late", "changed", "cap", N)]),
    "a cap of everything in money": (
        [("cap penalties at 15% of fee per year", "cap penalties at EUR 20_000 per year")],  # it was EUR 18_000
        [("support", "changed", "cap", S)],
    ),
    "a pool in money": (
        [("at risk 25% of fee per month", "at risk EUR 2_400 per month")],  # it was EUR 2_500
        [("support", "changed", "at risk", W)],
    ),
    "a penalty on one row only": (
        [("penalty late on resolution", "penalty late on resolution[P1]")],
        [("support.late", "changed", "penalty", W)],
    ),
    "a lower cap of everything": (
        [("cap penalties at 15%", "cap penalties at 10%")],
        [("support", "changed", "cap", W)],
    ),
    "a shorter time to claim": (
        [("claim within 30 days", "claim within 14 days")],
        [("support.late", "changed", "claim", W)],
    ),
    "earned back later": (
        [("earn back 50% after 2 months", "earn back 50% after 3 months")],
        [("support.late", "changed", "earn back", S)],
    ),
    "never doubled": (
        [("    double when missed the month before\n", "")],
        [("support.late", "changed", "repeats", W)],
    ),
    "a smaller pool": ([("at risk 25%", "at risk 20%")], [("support", "changed", "at risk", W)]),
    "a later right to terminate": (
        [("terminate after 3 misses", "terminate after 4 misses")],
        [("support", "changed", "terminate", W)],
    ),
    "one credit for a cause": (
        [("  at risk", "  one credit per cause by root_cause\n  at risk")],
        [("support", "changed", "one credit per cause", W)],
    ),
    "a longer term": ([(TERM, TERM.replace("2026-12-31", "2027-06-30"))], [("support", "changed", "term", S)]),
    "a support that is gone": (
        [("    supported by desk_ola.triage\n", "")],
        [("support.resolution", "changed", "support", W)],
    ),
    "one more service": ([("covers  shop", "covers  shop, web")], [("support", "added", "services covered", S)]),
    "reviewed less often": ([("every 3 months", "every 6 months")], [("support", "changed", "review", W)]),
    "one signature less": ([("by acme, retail", "by acme")], [("support", "changed", "signature", W)]),
    "a higher fee": (
        [("EUR 10_000 per month", "EUR 12_000 per month")],
        [("support", "changed", "fee", W), ("support", "changed", "share of fee", S)],
    ),
    "a fee of the same, of a longer span": (
        [("EUR 10_000 per month", "EUR 30_000 per quarter")],
        [("support", "changed", "fee", N)],
    ),
    "a higher fee, of a longer span": (
        [("EUR 10_000 per month", "EUR 120_001 per year")],  # it was EUR 120_000
        [("support", "changed", "fee", W), ("support", "changed", "share of fee", S)],
    ),
    "a fee by days instead of by months": (
        [("EUR 10_000 per month", "EUR 2_300 per week")],
        [("support", "changed", "fee", U), ("support", "changed", "share of fee", U)],
    ),
    "a bonus": (
        [("  at risk", "  bonus early on resolution { above 99%: EUR 100 }\n  at risk")],
        [("support.early", "added", "bonus", W)],
    ),
    "another period": (
        [("per month\n    by", "per quarter\n    by")],
        [("support.resolution", "changed", "period", U)],
    ),
    "counted by when they were opened": (
        [("per month\n    by", "per month\n    count by opened\n    by")],
        [("support.resolution", "changed", "count by", U)],
    ),
    "no data is a miss": (
        [("per month\n    by", "per month\n    no data counts as missed\n    by")],
        [("support.resolution", "changed", "no data", S)],
    ),
    "another party": (
        [("between acme and retail", "between hostco and retail")],
        [("support", "changed", "parties", U)],
    ),
    "another title": ([('"Shop support"', '"Support of the shop"')], [("support", "changed", "title", N)]),
    "a target that is gone": (
        [("  target availability { metric uptime  per month  require at least 99.9% during always }\n", ""),
         ("  penalty outage on availability { 2% of fee per started 0.1% below 99.9% }\n", "")],
        [("support.availability", "removed", "target", W), ("support.outage", "removed", "penalty", W)],
    ),
    "an amendment": (
        [("  at risk", f'  amend from 2026-07-01 "Slower" {SLOWER}\n  at risk')],
        [("support", "added", "version", N), ("support.resolution[P1]", "changed", "allowance", W)],
    ),
    "an amendment before another": (
        [("  at risk", f'  amend from 2026-04-01 {SLOWER}\n  amend from 2026-07-01 {FASTER}\n  at risk')],
        [("support", "added", "version", N), ("support", "added", "version", N),
         ("support.resolution[P1]", "changed", "allowance", S), ("support.resolution[P1]", "changed", "allowance", W)],
    ),
    "an amendment within a period": (
        [("  at risk", "  amend from 2026-07-15 { review every 3 months }\n  at risk")],
        [("support", "added", "version", U)],
    ),
    "fewer cases": (
        [("metric resolve_time\n    per", "metric resolve_time\n    where category is known\n    per")],
        [("support.resolution", "changed", "where", W), ("support.resolution", "changed", "cases counted", U)],
    ),
    "a value by another name": (  # what a log says by the old one is promised nothing
        [("P3", "low")],
        [("tickets", "changed", "log", U),
         ("support.resolution[P3]", "removed", "row", W), ("support.resolution[low]", "added", "row", S),
         ("desk_ola.triage[P3]", "removed", "row", W), ("desk_ola.triage[low]", "added", "row", S),
         ("support.resolution", "changed", "support", N)],
    ),
    "a pause for a value that only one side knows": (
        [("on_hold", "parked"), ("pause  while status == waiting", "pause  while status in (waiting, parked)")],
        [("tickets", "changed", "log", U), ("resolve_time", "changed", "pause", W)],
    ),
    "fields of a log in another order": (  # by which rows of one instant are sorted
        [("  field category:   text\n  field root_cause: text", "  field root_cause: text\n  field category: text")],
        [("tickets", "changed", "log", U)],
    ),
    "a field that sorts before others": (
        [("  field category:   text\n", "  field hint: text\n  field category:   text\n")],
        [("tickets", "added", "log", N), ("tickets", "changed", "log", U)],
    ),
    "a field that sorts after all others": (
        [("  field root_cause: text", "  field root_cause: text\n  field hint: text")],
        [("tickets", "added", "log", N)],
    ),
    "an agreement that is gone": (
        [(CONTRACT[CONTRACT.index("uc host_uc"):], "")],
        [("host_uc", "removed", "uc", W)],
    ),
}  # fmt: skip

RENAMES = {
    "agreement": ([("sla support", "sla shop_support")], "shop_support"),
    "target": ([("target resolution", "target restore"), ("on resolution", "on restore")], "support.restore"),
    "metric": ([("resolve_time", "time_to_restore")], "time_to_restore"),
    "calendar": ([("office", "business_hours")], "business_hours"),
    "party": ([("acme", "acme_it")], "acme_it"),
    "log": ([("tickets", "incidents")], "incidents"),
    "field": (
        [("priority:   one of P1, P2, P3", 'prio: one of P1, P2, P3 from "priority"'), ("by priority", "by prio")],
        "tickets.prio",
    ),
    "service": ([("service db ", "service database ")], "database"),
    "objective": ([("objective happy", "objective content"), ("serves happy", "serves content")], "content"),
    "terms": ([("terms basic", "terms common"), ("extends basic", "extends common")], "common"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_customer_is_told(name):
    pairs, expected = CHANGES[name]
    found = differences(CONTRACT, edited(*pairs))
    assert sorted(told(found)) == sorted(expected)


@pytest.mark.parametrize("name", CHANGES)
def test_the_other_way_round_weakened_is_strengthened(name):
    pairs, expected = CHANGES[name]
    found = told(differences(edited(*pairs), CONTRACT))
    swapped = [(ref, OTHER_CHANGE[change], what, OTHER_WAY[effect]) for ref, change, what, effect in expected]
    assert sorted(found) == sorted(swapped)


MORE = CONTRACT.replace("covers  shop", "covers  shop\n  serves happy\n  extends basic") + """
service db "Database"
terms basic "Basic" { timezone Europe/Berlin }
metric demand = count on tickets { each when status == new }
objective happy "Happy" for retail { kpi asked: demand at most 500 per quarter }
"""


@pytest.mark.parametrize("kind", RENAMES)
def test_a_rename_is_recognised_and_binds_nobody(kind):
    pairs, name = RENAMES[kind]
    assert told(differences(MORE, edited(*pairs, text=MORE))) == [(name, "renamed", kind, N)]


def test_a_field_by_another_name_is_read_from_another_column():
    found = differences(CONTRACT, edited(("priority", "severity")))
    assert told(found) == [("tickets", "changed", "log", U), ("tickets.severity", "renamed", "field", N)]
    assert "is read with column `severity`, was `priority`" in found[0].message


def test_a_field_that_holds_something_else_is_another_field():
    other = ("category:   text", "reference:  text"), ('category == "test"', "status == new")
    found = differences(CONTRACT, edited(*other))
    assert ("tickets", "removed", "log", N) in told(found)
    assert all(change != "renamed" for _, change, *_ in told(found))


ANY_ORDER = {
    "exclusions": ['  exclude "Patch window" every sun 02:00-04:00\n',
                   '  exclude "Test cases" cases where category == "test"\n'],
    "penalties": ["  penalty outage on availability { 2% of fee per started 0.1% below 99.9% }\n",
                  "  penalty second on resolution { below 80%: EUR 10 }\n"],
    "targets": ["  target availability { metric uptime  per month  require at least 99.9% during always }\n",
                "  target triage { metric triage  per month  require all within 2h }\n"],
    "clauses": ["  covers  shop\n", "  term    2026-01-01 to 2026-12-31\n"],
    "rows that carry": ["      P2: 95% within 8h\n", "      P1: 95% within 4h\n"],
}  # fmt: skip


@pytest.mark.parametrize("what", ANY_ORDER)
def test_clauses_in_another_order_say_the_same(what):
    one, other = ANY_ORDER[what]
    text = CONTRACT.replace(one, "\0", 1).replace(other, "", 1)
    found = differences(text.replace("\0", one + other), text.replace("\0", other + one))
    assert [(one.what, one.effect.customer) for one in found] == ([("rows", N)] if "rows" in what else [])


def test_what_holds_for_some_versions_alone_says_on_which_days():
    slower = f"  amend from 2026-04-01 {SLOWER}\n"
    faster = f"  amend from 2026-07-01 {FASTER}\n  at risk"
    between = differences(edited(("  at risk", faster)), edited(("  at risk", slower + faster)))
    assert between[-1].message == (
        "from 2026-04-01 to 2026-06-30 P1 now allows 1h more (5h, was 4h); Monday to Friday, 08:00 to 18:00"
    )
    gone = differences(edited(("  at risk", faster)), CONTRACT)
    assert gone[-1].message.startswith("from 2026-07-01 on P1 now allows 1h more (4h, was 3h)")
    amended = edited(("  at risk", faster))
    before = differences(amended, edited(("P1: 95% within 4h", "P1: 95% within 6h"), text=amended))
    assert [one.message for one in before] == [
        "until 2026-06-30 P1 now allows 2h more (6h, was 4h); Monday to Friday, 08:00 to 18:00"
    ]


def test_rows_by_a_condition_in_other_words_are_the_same_rows():
    of = "priority == P1", "priority in (P1)"
    rows = CONTRACT[CONTRACT.index("    by priority") : CONTRACT.index("    supported by desk_ola.triage")]
    before, after = (
        edited((rows, f"    when {one} require 95% within 4h\n    when priority is known require 95% within 8h\n"),
               ("    supported by desk_ola.triage\n", ""), ("each breach of P1", f'each breach of "{one}"'))
        for one in of
    )  # fmt: skip
    said = told(differences(before, after.replace("EUR 500 per started", "EUR 400 per started")))
    assert said == [("support.late", "changed", "each breach", W), ("support.resolution", "changed", "rows", N)]


def test_a_service_by_another_name_may_be_unknown_to_the_log():
    text = edited(("service web\n", "service site\n"), ("needs web", "needs site"), ("covers  web", "covers  site"))
    assert told(differences(CONTRACT, text)) == [("site", "renamed", "service", U)]


def test_what_is_renamed_and_changed_is_told_apart():
    hours, time = ("08:00-18:00", "08:00-17:00"), ("P2: 95% within 8h", "P2: 95% within 9h")
    text = edited(("office", "business_hours"), hours, time)
    assert sorted(told(differences(CONTRACT, text))) == [
        ("business_hours", "changed", "business days", U),
        ("business_hours", "changed", "hours", W),
        ("business_hours", "renamed", "calendar", N),
        ("support.resolution[P2]", "changed", "allowance", W),
    ]


def test_nothing_differs_from_itself_however_it_is_laid_out():
    assert differences(CONTRACT, CONTRACT.replace("\n", "\n# a comment\n")) == ()


def test_each_side_is_told_from_its_own_point_of_view():
    (of_sla,) = differences(CONTRACT, edited(("P1: 95% within 4h", "P1: 95% within 5h")))
    assert (of_sla.effect.customer, of_sla.effect.provider, of_sla.effect.supplier) == (W, S, N)
    (of_ola,) = differences(CONTRACT, edited(("P1: 99% within 1h", "P1: 99% within 30min")))
    assert (of_ola.effect.customer, of_ola.effect.provider, of_ola.effect.supplier) == (S, W, N)
    (of_uc,) = differences(CONTRACT, edited(("at least 99.95%", "at least 99.9%")))[:1]
    assert (of_uc.effect.customer, of_uc.effect.provider, of_uc.effect.supplier) == (W, W, S)


def test_penalties_that_cross_say_where():
    pairs, _ = CHANGES["a penalty that crosses the old one"]
    (one,) = differences(CONTRACT, edited(*pairs))
    assert one.message == (
        "`late` comes to less from 90% to 95% (at 92.5% EUR 100, was EUR 500);"
        " comes to more from 0% to 90% (at 45% EUR 2_000, was EUR 1_000)"
    )


def test_a_floor_may_also_keep_a_bonus_from_being_due():
    floor = ("P1: 95% within 4h", "P1: 95% within 4h if at least 20 cases")
    rewarded = edited(("  at risk", "  bonus early on resolution { above 99%: EUR 100 }\n  at risk"))
    assert told(differences(rewarded, edited(floor, text=rewarded))) == [
        ("support.resolution[P1]", "changed", "floor", U)
    ]


def test_a_period_without_data_that_counts_as_missed_is_compared_too():
    counted = edited(("metric resolve_time\n    per", "metric resolve_time\n    no data counts as missed\n    per"))
    narrower = edited(("below 95%: 5% of fee", "at least 90% and below 95%: 5% of fee"), text=counted)
    (one,) = differences(counted, narrower)
    # Of ranges none follows from a miss alone, as `below 95%` does: 5% of EUR 10_000 are lost.
    assert (one.what, one.effect.customer) == ("penalty amount", W)
    assert one.message == "`late` comes to less without data (nothing, was EUR 500)"
    assert [back.effect.customer for back in differences(narrower, counted)] == [S]
