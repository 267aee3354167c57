"""Services, parts and targets that no agreement covers, and dates on which one does not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.diagnostics import Severity
from slacode.engine.checks._dates import Dates
from tests.checks.sets import OUTAGES, TICKETS, bad, checked, lines, only

# A shop that needs a web front and payments; who covers what is split over files.
CATALOGUE = {
    "services.sla": "service web\nservice payments\nservice shop { needs web and payments }\n",
    "sla.sla": OUTAGES
    + "sla shop_sla {\n covers shop\n target availability { metric uptime require at least 99% }\n}\n",
    "ola.sla": "ola web_ola { covers web target availability { metric uptime require at least 99.9% } }\n",
    "uc.sla": "uc pay_uc {\n covers payments target availability { metric uptime require at least 99.9% }\n}\n",
}


def test_the_clean_set_gives_nothing_above_a_note(tmp_path):
    assert bad(checked(tmp_path, CATALOGUE)) == []


def test_a_service_that_no_sla_covers(tmp_path):
    files = CATALOGUE | {"more.sla": "\nservice reports\n"}
    found = checked(tmp_path, files)
    assert bad(found) == ["service-without-agreement"]
    assert lines(only("service-without-agreement", found)[0]) == {("more.sla", 2)}


def test_a_service_that_another_one_uses_is_no_gap(tmp_path):
    more = "service hints\nservice reports { uses hints }\nsla reports_sla { covers reports }"
    assert bad(checked(tmp_path, CATALOGUE | {"more.sla": more})) == []


def test_a_service_behind_an_ola_alone_is_told_with_what_covers_it(tmp_path):
    found = checked(tmp_path, CATALOGUE | {"more.sla": "service backup\nola backup_ola { covers backup }"})
    assert bad(found) == ["service-without-agreement"]
    assert "`backup_ola`" in only("service-without-agreement", found)[0].notes[0]


def test_an_amendment_may_bring_the_cover(tmp_path):
    text = "service shop\nsla shop_sla { term from 2026-01-01 amend from 2026-07-01 { covers shop } }"
    assert bad(checked(tmp_path, text)) == []


def test_a_set_without_slas_is_a_catalogue_being_written(tmp_path):
    assert bad(checked(tmp_path, "service shop\nservice reports")) == []


def test_a_part_that_nobody_covers(tmp_path):
    found = checked(tmp_path, CATALOGUE | {"uc.sla": ""})
    assert bad(found) == ["part-without-agreement"]
    finding = only("part-without-agreement", found)[0]
    assert finding.data == {"service": "payments", "needed_by": "shop", "agreements": ["shop_sla"]}
    assert lines(finding) == {("services.sla", 3), ("services.sla", 2), ("sla.sla", 4)}


def test_a_part_made_of_parts_is_looked_at_through_them(tmp_path):
    files = CATALOGUE | {
        "services.sla": "service web { needs any of (one, two) }\nservice one\nservice two\nservice payments\n"
        "service shop { needs web and payments }\n",
        "ola.sla": "ola web_ola { covers one target availability { metric uptime require at least 99.9% } }\n",
    }
    found = only("part-without-agreement", checked(tmp_path, files))
    assert [d.data["service"] for d in found] == ["two"]


def test_parts_of_what_no_sla_covers_are_nobodys_promise(tmp_path):
    files = {"a.sla": "service web\nservice shop { needs web }\nsla other { covers mail }\nservice mail"}
    assert bad(checked(tmp_path, files)) == ["service-without-agreement"]  # the shop, not its part


def test_services_in_a_circle_end(tmp_path):
    text = "service web { needs shop }\nservice shop { needs web }\nsla shop_sla { covers shop }"
    assert bad(checked(tmp_path, text)) == ["dependency-cycle"]


# ---- targets

DESK = """
sla shop_sla {
  target resolution {
    metric restore
    by priority { P1: 95% within 4h P2: 95% within 8h P3: 95% within 8h }
    supported by desk_ola.triage then field_uc.repair
  }
}
ola desk_ola { target triage { metric triage by priority { P1: 99% within 1h P2: 99% within 2h P3: 99% within 2h } } }
uc field_uc  { target repair { metric repair by priority { P1: 99% within 2h P2: 99% within 5h P3: 99% within 5h } } }
"""


def test_a_supported_target_is_no_gap(tmp_path):
    assert bad(checked(tmp_path, TICKETS + DESK)) == []


def test_a_target_that_names_nothing(tmp_path):
    text = TICKETS + DESK.replace("supported by desk_ola.triage then field_uc.repair", "")
    found = checked(tmp_path, text)
    assert bad(found) == ["target-without-support"]
    assert only("target-without-support", found)[0].data == {"target": "shop_sla.resolution"}


def test_public_slas_alone_do_not_speak_of_what_is_behind(tmp_path):
    text = TICKETS + "sla shop_sla { target resolution { metric restore require 95% within 4h } }"
    assert bad(checked(tmp_path, text)) == []


def test_a_row_that_the_support_does_not_know(tmp_path):
    text = TICKETS + DESK.replace("P2: 99% within 5h", "")
    found = checked(tmp_path, text)
    assert bad(found) == ["target-without-support"]
    finding = only("target-without-support", found)[0]
    assert finding.data["rows"] == ["shop_sla.resolution[P2]"]
    assert finding.data["support"] == "field_uc.repair"


def test_a_row_that_the_support_exempts(tmp_path):
    text = TICKETS + DESK.replace("P2: 99% within 5h", "P2: none")
    found = only("target-without-support", checked(tmp_path, text))
    assert [d.data["rows"] for d in found] == [["shop_sla.resolution[P2]"]]


def test_an_availability_whose_services_nobody_promises(tmp_path):
    # web_ola covers the web, but promises no availability: no part is uncovered, and yet nothing carries the target
    files = CATALOGUE | {"ola.sla": "ola web_ola { covers web }\n"}
    found = only("target-without-support", checked(tmp_path, files))
    assert [d.data["service"] for d in found] == ["web"]
    assert lines(found[0]) == {("sla.sla", 6), ("ola.sla", 1)}


def test_a_support_with_a_single_row_carries_every_row(tmp_path):
    text = TICKETS + DESK.replace("P2: 99% within 5h P3: 99% within 5h", "P2: none P3: none")
    assert bad(checked(tmp_path, text)) == []


def test_the_same_gap_in_several_versions_is_told_once(tmp_path):
    text = TICKETS + DESK.replace("supported by desk_ola.triage then field_uc.repair", "").replace(
        "sla shop_sla {", 'sla shop_sla { term from 2026-01-01 amend from 2026-07-01 { owner "B" }'
    )
    assert bad(checked(tmp_path, text)) == ["target-without-support"]


# ---- terms


def standing(sla: str, uc: str, more: str = "") -> dict[str, str]:
    return {
        "sla.sla": TICKETS + f"sla shop_sla {{\n{sla}\ntarget fix {{ metric restore require 95% within 8h\n"
        "supported by field_uc.repair } }\n",
        "uc.sla": f"uc field_uc {{\n{uc}\ntarget repair {{ metric restore require 99% within 8h }}\n{more}}}\n",
    }


YEARS = "term 2026-01-01 to 2027-12-31"


@pytest.mark.parametrize(
    ("sla", "uc", "missing"),
    [
        (YEARS, YEARS, []),
        (YEARS, "", []),  # an agreement without a term is always in force
        (YEARS, "term from 2025-06-01", []),
        (YEARS, "term 2026-01-01 to 2026-12-31", [("2027-01-01", "2027-12-31")]),
        (YEARS, "term 2026-02-01 to 2027-12-31", [("2026-01-01", "2026-01-31")]),
        (YEARS, "term 2026-02-01 to 2027-11-30", [("2026-01-01", "2026-01-31"), ("2027-12-01", "2027-12-31")]),
        (YEARS, "term 2028-01-01 to 2028-12-31", [("2026-01-01", "2027-12-31")]),
        (YEARS, "term from 2026-01-01 terminated 2027-06-30", [("2027-07-01", "2027-12-31")]),
        (YEARS + " terminated 2026-06-30", "term 2026-01-01 to 2026-06-30", []),
        ("term from 2026-01-01", YEARS, [("2028-01-01", None)]),
        ("", YEARS, [(None, "2025-12-31"), ("2028-01-01", None)]),
    ],
)
def test_dates_without_cover(tmp_path, sla, uc, missing):
    found = checked(tmp_path, standing(sla, uc))
    assert bad(found) == (["term-not-covered"] if missing else [])
    for finding in only("term-not-covered", found):
        assert finding.severity is Severity.ERROR
        given_ = [(one["from"] and str(one["from"]), one["to"] and str(one["to"])) for one in finding.data["missing"]]
        assert given_ == missing
        assert ("uc.sla", 2) in lines(finding)  # its term, where it states one
        assert ("sla.sla", 9) in lines(finding) or ("sla.sla", 8) in lines(finding)


def test_a_target_that_an_amendment_adds_stands_from_there_on(tmp_path):
    files = standing(YEARS, YEARS)
    files["uc.sla"] = (
        f"uc field_uc {{\n{YEARS}\namend from 2026-07-01 {{\n"
        "target repair { metric restore require 99% within 8h } } }\n"
    )
    found = only("term-not-covered", checked(tmp_path, files))
    assert [d.data["missing"] for d in found] == [[{"from": dt.date(2026, 1, 1), "to": dt.date(2026, 6, 30)}]]
    assert ("uc.sla", 3) in lines(found[0])


def test_an_amendment_that_brings_the_support_needs_it_from_there_on(tmp_path):
    files = standing(YEARS, "term 2026-07-01 to 2027-12-31")
    files["sla.sla"] = (
        files["sla.sla"]
        .replace("supported by field_uc.repair", "")
        .replace(YEARS, YEARS + " amend from 2026-07-01 { target fix { supported by field_uc.repair } }")
    )
    assert only("term-not-covered", checked(tmp_path, files)) == []


def test_several_targets_on_one_contract_are_one_finding(tmp_path):
    files = standing(YEARS, "term 2026-01-01 to 2026-12-31")
    second = "target more { metric restore require 90% within 8h supported by field_uc.repair }\n}"
    files["sla.sla"] = files["sla.sla"].rstrip().removesuffix("}") + second
    found = only("term-not-covered", checked(tmp_path, files))
    assert [d.data["targets"] for d in found] == [["shop_sla.fix", "shop_sla.more"]]


def test_a_contract_behind_an_ola_is_told_at_the_ola(tmp_path):
    files = standing(YEARS, YEARS)
    files["uc.sla"] = (
        files["uc.sla"]
        .replace("uc field_uc", "ola field_uc")
        .replace("within 8h }", "within 8h supported by deep_uc.repair }")
    )
    target = "target repair { metric restore require 99% within 8h }"
    files["deep.sla"] = f"uc deep_uc {{ term 2026-01-01 to 2026-12-31 {target} }}"
    found = only("term-not-covered", checked(tmp_path, files))
    assert [d.data["agreement"] for d in found] == ["field_uc"]


def test_contracts_for_one_service_that_follow_one_another_cover_it(tmp_path):
    def contract(name: str, term: str) -> str:
        return f"uc {name} {{ covers shop {term} target availability {{ metric uptime require at least 99.9% }} }}\n"

    sla = OUTAGES + "service shop\nsla shop_sla { covers shop " + YEARS
    sla += " target availability { metric uptime require at least 99% } }\n"
    first = contract("old_uc", "term 2026-01-01 to 2026-12-31")
    assert only("term-not-covered", checked(tmp_path, sla + first + contract("new_uc", "term from 2027-01-01"))) == []
    late = only("term-not-covered", checked(tmp_path, sla + first + contract("new_uc", "term from 2027-02-01")))
    assert [d.data["missing"] for d in late] == [[{"from": dt.date(2027, 1, 1), "to": dt.date(2027, 1, 31)}]]


# ---- what can be compared

KINDS = (
    TICKETS
    + OUTAGES
    + """
uc host_uc { target up { metric uptime require at least 99.9% } }
ola desk_ola {
 target fix { metric repair
  by priority { P1: 95% within 2h P2: average at most 2h P3: 95% within 2h } }
}
"""
)


@pytest.mark.parametrize(
    ("target", "support", "found"),
    [
        ("metric restore require 95% within 8h", "desk_ola.fix[P1]", []),
        ("metric restore require 95% within 8h", "host_uc.up", ["unit-mismatch"]),
        ("metric restore require 95% within 8h", "desk_ola.fix[P1] then host_uc.up", ["unit-mismatch"]),
        ("metric restore require 95% within 8h", "desk_ola.fix[P2]", ["target-without-support"]),
        ("metric uptime require at least 99%", "host_uc.up", []),
        ("metric uptime require at least 99%", "all of (host_uc.up, desk_ola.fix[P1])", ["unit-mismatch"]),
        ("metric restore require average at most 8h", "desk_ola.fix[P2]", []),
    ],
)
def test_what_carries_a_promise_is_measured_as_it_is(tmp_path, target, support, found):
    sla = f"sla shop_sla {{ target t {{ {target} supported by {support} }} }}"
    assert bad(checked(tmp_path, KINDS + sla)) == found


def test_a_row_that_limits_no_time_is_shown_with_the_row_that_rests_on_it(tmp_path):
    sla = "sla shop_sla { target t { metric restore\n by priority {\n P1: 95% within 8h\n P2: 95% within 8h }\n"
    files = {"kinds.sla": KINDS, "sla.sla": sla + " supported by desk_ola.fix } }"}
    finding = only("target-without-support", checked(tmp_path, files))[0]
    assert finding.message == "`shop_sla.t[P2]` rests on `desk_ola.fix[P2]`, which promises `average at most 2h`"
    assert lines(finding) == {("sla.sla", 5), ("sla.sla", 4), ("kinds.sla", 13)}


# ---- sets of dates

STRETCHES = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=5)


def days(stretches: list[tuple[int, int]]) -> set[int]:
    return {day for first, last in stretches for day in range(first, last + 1)}


@given(STRETCHES, STRETCHES)
def test_sets_of_dates_against_days_one_by_one(one, other):
    left, right = Dates.of(one), Dates.of(other)
    assert days(list(left.stretches)) == days(one)
    assert days(list(left.without(right).stretches)) == days(one) - days(other)
    assert days(list(left.within(right).stretches)) == days(one) & days(other)
    assert all(a[1] + 1 < b[0] for a, b in zip(left.stretches, left.stretches[1:], strict=False))
