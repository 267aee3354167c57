"""Downtime behind promises of availability, worked by hand on the calendar of 2026 (January begins on a Thursday)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

import slacode
from slacode.engine.calendar.instants import to_us
from slacode.engine.proofs.downtime_reasons import behind, mends, unaligned
from slacode.engine.proofs.standing import say_promised
from tests.proofs.uptime import DAY, HOUR, MINUTE, SECOND, Policy, agreement


def instant(text: str) -> int:
    return to_us(dt.datetime.fromisoformat(text))


def carried(tmp_path, sla: str, *supports: str) -> Policy:
    return Policy(tmp_path, sla, *supports)


def most(policy: Policy, claim, period):
    reckoning = policy.downtimes.reckoning(claim)
    return reckoning.most(claim.structure, reckoning.supplies(period), "guaranteed")


def web_sla(require="at least 99.9%", support="host_uc.up", **rest) -> str:
    return agreement("sla", "web_sla", require, support=support, **rest)


def host_uc(require="at least 99.9%", **rest) -> str:
    return agreement("uc", "host_uc", require, **rest)


def ops_ola(require="at least 99.9%", **rest) -> str:
    return agreement("ola", "ops_ola", require, **rest)


def test_a_promise_of_the_same_share_in_the_same_periods_carries_it(tmp_path):
    case = carried(tmp_path, web_sla(), host_uc()).case()
    # January: 31 * 24h * 0.1% = 44min38.4s on both sides.
    assert case.guaranteed.promised == case.guaranteed.downtime == 44 * MINUTE + 38_400_000
    assert case.guaranteed.kept
    assert not case.too_low
    assert (case.required, case.independent, case.best) == (Fraction("0.999"),) * 3


def test_a_budget_of_a_year_may_fall_into_one_month(tmp_path):
    case = carried(tmp_path, web_sla("at least 99.95%"), host_uc(per="year")).case()
    worst = case.guaranteed
    assert worst.name == "2026-02"  # the shortest month promises least
    assert worst.promised == 20 * MINUTE + 9_600_000  # 28 * 24h * 0.05%
    assert worst.downtime == 8 * HOUR + 45 * MINUTE + 36 * SECOND  # 365 * 24h * 0.1%
    assert not worst.kept
    assert case.too_low  # 99.9% can never be 99.95%


def test_a_month_touches_six_weeks(tmp_path):
    case = carried(tmp_path, web_sla(), host_uc(per="week")).case()
    # A week allows 168h * 0.1% = 10min4.8s. November begins on a Sunday: that day, four weeks, and Monday the 30th.
    assert case.guaranteed.name == "2026-11"
    assert case.guaranteed.downtime == 6 * (10 * MINUTE + 4_800_000)


def test_a_week_may_not_take_more_than_the_agreed_time_that_it_shares(tmp_path):
    policy = carried(tmp_path, web_sla(more="hours office"), host_uc("total at most 10h", per="week"))
    february = instant("2026-02-01T00:00Z"), instant("2026-03-01T00:00Z")
    assert policy.claim().frame.agreed.counted(*february) == 20 * 8 * HOUR
    # February begins on a Sunday: its first week has no office hours in it, so four weeks of 10h count, not five.
    assert most(policy, policy.claim(), february).time == 40 * HOUR
    # Where a day may be down for 12h, the 8h that are agreed on are all of it.
    daily = Policy(tmp_path, web_sla(more="hours office"), host_uc("at least 50%", per="day"))
    assert most(daily, daily.claim(), february).time == 20 * 8 * HOUR


def test_periods_cut_by_the_terms(tmp_path):
    # The SLA begins on 20 January: 12 days, of which 0.1% are 17min16.8s; a month of the UC still allows 44min38.4s.
    case = carried(tmp_path, web_sla(term="term 2026-01-20 to 2026-12-31"), host_uc()).case()
    assert case.guaranteed.name == "2026-01"
    assert str(case.guaranteed.dates.first) == "2026-01-20"
    assert case.guaranteed.promised == 17 * MINUTE + 16_800_000
    assert case.guaranteed.downtime == 44 * MINUTE + 38_400_000


def test_an_hour_more_in_october(tmp_path):
    berlin = agreement("sla", "web_sla", "at least 99.9%", support="host_uc.up").replace("UTC", "Europe/Berlin")
    case = carried(tmp_path, berlin, host_uc("total at most 44min")).case()
    # Months of Berlin begin in the evening of UTC's last day before, so each meets two months of the UC: 88min.
    # February, 28 days, promises 40min19.2s. The hour of Berlin's January in which UTC has its last day is no gap.
    assert case.guaranteed.name == "2026-02"
    assert case.guaranteed.downtime == 88 * MINUTE
    october = case.claim.frame.agreed.counted(instant("2026-09-30T22:00Z"), instant("2026-10-31T23:00Z"))
    assert october == (31 * 24 + 1) * HOUR


def test_needs_all_adds_up(tmp_path):
    sla = web_sla(support="all of (host_uc.up, ops_ola.up)")
    policy = carried(tmp_path, sla, host_uc(), ops_ola("at least 99.95%"))
    case = policy.case()
    assert case.guaranteed.name == "2026-01"
    # 44min38.4s + 22min19.2s = 66min57.6s
    assert case.guaranteed.downtime == 66 * MINUTE + 57_600_000
    written = behind(policy.downtimes, case.claim, case.guaranteed.period, "guaranteed")
    assert written.op == "all"
    assert written.adds_up
    assert [node.downtime for node in written.parts] == [44 * MINUTE + 38_400_000, 22 * MINUTE + 19_200_000]
    assert case.independent == Fraction("0.999") * Fraction("0.9995")
    assert case.best == Fraction("0.999")
    assert not case.too_low


def test_any_of_two_is_down_as_long_as_both_can_be(tmp_path):
    sla = web_sla(support="any of (host_uc.up, ops_ola.up)")
    case = carried(tmp_path, sla, host_uc("at least 99%"), ops_ola("at least 99.5%")).case()
    # 31 * 24h * 0.5% = 3h43min12s, during all of which the other may be down too.
    assert case.guaranteed.downtime == 3 * HOUR + 43 * MINUTE + 12 * SECOND
    assert case.independent == 1 - Fraction("0.01") * Fraction("0.005")
    assert case.best == 1


def test_parts_that_never_fail_together_never_take_it_down(tmp_path):
    sla = web_sla(support='any of (host_uc.up, ops_ola.up) never together because "two sites"')
    policy = carried(tmp_path, sla, host_uc("at least 99%"), ops_ola("at least 99.5%"))
    case = policy.case()
    assert case.guaranteed.downtime == 0
    assert case.independent == case.best == 1
    written = behind(policy.downtimes, case.claim, case.guaranteed.period, "guaranteed")
    assert written.never_together == "two sites"
    # February, which promises least: 672h * 1% and 672h * 0.5%.
    assert [node.part.budget for node in written.parts] == [24_192 * SECOND, 12_096 * SECOND]


def test_a_part_shared_by_two_branches_counts_once(tmp_path):
    sla = web_sla(support="all of (any of (a_uc.up, b_uc.up), any of (a_uc.up, c_uc.up))")
    five = [agreement("uc", f"{name}_uc", "total at most 5h") for name in "abc"]
    policy = carried(tmp_path, sla, *five)
    case = policy.case()
    assert case.guaranteed.downtime == 5 * HOUR
    assert case.guaranteed.exact
    written = behind(policy.downtimes, case.claim, case.guaranteed.period, "guaranteed")
    assert [node.downtime for node in written.parts] == [5 * HOUR, 5 * HOUR]
    assert not written.adds_up


def test_hours_that_the_support_does_not_cover_are_down_in_full(tmp_path):
    policy = carried(tmp_path, web_sla(), host_uc(more="hours office"))
    case = policy.case()
    # February: 20 office days of 8h. The other 672h - 160h = 512h are not promised; of the 160h 0.1%, 9min36s.
    february = instant("2026-02-01T00:00Z"), instant("2026-03-01T00:00Z")
    written = behind(policy.downtimes, case.claim, february, "guaranteed").part
    assert (written.outside, written.budget) == (512 * HOUR, 9 * MINUTE + 36 * SECOND)
    # May, with the fewest office hours, is the worst: 21 of 31 days, 744h - 168h + 10min4.8s.
    assert case.guaranteed.name == "2026-05"
    assert case.guaranteed.downtime == 576 * HOUR + 10 * MINUTE + 4_800_000
    # The promises themselves are in order: 0.1% of fewer hours is less.
    assert case.budgeted.kept


def test_redundant_parts_cover_each_others_closed_hours(tmp_path):
    sla = web_sla(support="any of (host_uc.up, ops_ola.up)", more="hours always")
    sla = "calendar always = 24x7\n" + sla
    case = carried(tmp_path, sla, host_uc(more="hours office"), ops_ola("total at most 30min")).case()
    # Outside office hours only the OLA stands: its 30min, wherever they fall, are the most. January promises 44min.
    assert case.guaranteed.downtime == 30 * MINUTE
    assert case.guaranteed.kept


def test_parts_that_cover_different_hours_are_down_by_turns(tmp_path):
    sla = web_sla(support="any of (host_uc.up, ops_ola.up)")
    policy = carried(
        tmp_path,
        sla,
        host_uc("total at most 2h", more="hours office"),
        ops_ola("total at most 3h", more="hours nights"),
    )
    period = instant("2026-02-01T00:00Z"), instant("2026-03-01T00:00Z")
    claim = policy.claim()
    found = most(policy, claim, period)
    # 160h of office, where the nights' part is not promised: 2h. 160h of nights, the other way round: 3h. In the rest,
    # 672h - 320h = 352h, neither is.
    assert found.time == (2 + 3 + 352) * HOUR


def test_what_the_support_excludes_is_downtime_to_bear(tmp_path):
    patched = host_uc(more='exclude "Patch window" every sun 02:00-04:00')
    policy = carried(tmp_path, web_sla(), patched)
    case = policy.case()
    # March, May, August and November have five Sundays: 10h. March: 0.1% of 744h - 10h are 44min2.4s.
    assert (
        case.guaranteed.downtime
        == {"2026-03": 10 * HOUR + 44 * MINUTE + 2_400_000, "2026-11": 10 * HOUR + 42 * MINUTE + 36 * SECOND}[
            case.guaranteed.name
        ]
    )
    assert case.budgeted.kept
    (found,) = unaligned(policy.downtimes, case.claim)
    assert found.exclusion.reason == "Patch window"
    assert (found.time, found.period) == (10 * HOUR, "2026-03")
    assert found.example == (instant("2026-03-01T02:00Z"), instant("2026-03-01T04:00Z"))


def test_what_both_exclude_is_nobodys_downtime(tmp_path):
    window = 'exclude "Patch window" every sun 02:00-04:00'
    policy = carried(tmp_path, web_sla(more=window), host_uc(more=window))
    case = policy.case()
    assert case.guaranteed.downtime == case.guaranteed.promised
    assert list(unaligned(policy.downtimes, case.claim)) == []


def test_time_counted_as_up_takes_no_downtime_but_leaves_the_agreed_time_whole(tmp_path):
    window = 'exclude "Load tests" every sat 00:00-24:00 counted as up'
    policy = carried(tmp_path, web_sla(more=window), host_uc("total at most 700h"))
    period = instant("2026-02-01T00:00Z"), instant("2026-03-01T00:00Z")
    claim = policy.claim()
    assert claim.frame.agreed.counted(*period) == 28 * DAY
    # Four Saturdays cannot be down: 24 days at most.
    assert most(policy, claim, period).time == 24 * DAY
    # Whoever promises so may be down on them as much as they like, but 0.1% of 28 days are still theirs.
    other = Policy(tmp_path, web_sla(), host_uc(more=window))
    claim = other.claim()
    found = most(other, claim, period)
    assert found.time == 4 * DAY + 40 * MINUTE + 19_200_000


def test_states_that_the_support_excludes_are_named(tmp_path):
    policy = carried(tmp_path, web_sla(), host_uc(more='exclude "Their fault" while cause == "customer"'))
    (found,) = unaligned(policy.downtimes, policy.claim())
    assert found.exclusion.reason == "Their fault"
    assert found.time is None
    same = 'exclude while cause == "customer"'
    policy = Policy(tmp_path, web_sla(more=same), host_uc(more=same))
    assert list(unaligned(policy.downtimes, policy.claim())) == []


def test_a_support_whose_term_ends_early_promises_nothing_after_it(tmp_path):
    policy = carried(tmp_path, web_sla(), host_uc(term="term 2026-01-01 to 2026-11-15"))
    case = policy.case()
    assert case.guaranteed.name == "2026-12"
    assert case.guaranteed.downtime == 31 * DAY
    november = instant("2026-11-01T00:00Z"), instant("2026-12-01T00:00Z")
    written = behind(policy.downtimes, case.claim, november, "guaranteed").part
    # 15 days of November are in force: 360h * 0.1% = 21min36s.
    assert (written.not_in_force, written.budget) == (15 * DAY, 21 * MINUTE + 36 * SECOND)
    assert case.budgeted.kept


def test_an_amendment_of_the_support_splits_its_periods(tmp_path):
    amended = host_uc(more="amend from 2026-06-16 { target up { require at least 99% } }")
    policy = carried(tmp_path, web_sla(), amended)
    case = policy.case()
    june = instant("2026-06-01T00:00Z"), instant("2026-07-01T00:00Z")
    written = behind(policy.downtimes, case.claim, june, "guaranteed").part
    # 360h * 0.1% = 21min36s, and 360h * 1% = 3h36min.
    assert [piece.budget for piece in written.pieces] == [21 * MINUTE + 36 * SECOND, 3 * HOUR + 36 * MINUTE]
    assert written.budget == 3 * HOUR + 57 * MINUTE + 36 * SECOND
    assert case.guaranteed.name == "2026-07"  # 744h * 1% = 7h26min24s, 0.1% of them promised
    assert case.guaranteed.downtime == 7 * HOUR + 26 * MINUTE + 24 * SECOND
    assert case.too_low  # from then on


def test_an_amendment_of_the_promise_is_a_claim_of_its_own(tmp_path):
    sla = web_sla(more="amend from 2026-06-16 { target up { require at least 99.99% } }")
    policy = carried(tmp_path, sla, host_uc())
    before, after = (policy.downtimes.case(claim) for claim in policy.claims())
    assert before.guaranteed.kept is False  # 1 to 15 June promise 21min36s, the month of the UC 43min12s
    assert (before.guaranteed.name, before.guaranteed.promised) == ("2026-06", 21 * MINUTE + 36 * SECOND)
    assert before.guaranteed.downtime == 43 * MINUTE + 12 * SECOND
    assert after.required == Fraction("0.9999")
    assert after.too_low


@pytest.mark.parametrize("per", ["rolling 28 days", "rolling 4 weeks"])
def test_a_rolling_budget_may_come_twice_within_a_month(tmp_path, per):
    case = carried(tmp_path, web_sla(), host_uc(per=per)).case()
    # 28 days allow 40min19.2s: on the 1st and again on the 29th of a month, 1h20min38.4s. April has 30 days; in January
    # the windows that begin with the term are shorter and allow less.
    assert case.guaranteed.name == "2026-04"
    assert case.guaranteed.downtime == 2 * (40 * MINUTE + 19_200_000)


def test_every_placement_of_a_rolling_promise_is_tried(tmp_path):
    case = carried(tmp_path, web_sla(per="rolling 28 days"), host_uc()).case()
    # 28 days across two months of 31 days, which allow 44min38.4s each.
    assert case.guaranteed.promised == 40 * MINUTE + 19_200_000
    assert case.guaranteed.downtime == 2 * (44 * MINUTE + 38_400_000)
    assert case.guaranteed.name == "2026-07-05..2026-08-01"


def test_rolling_behind_rolling_of_the_same_length_is_kept(tmp_path):
    case = carried(tmp_path, web_sla(per="rolling 7 days"), host_uc(per="rolling 7 days")).case()
    assert case.guaranteed.kept
    assert case.guaranteed.missed_by == 0
    longer = Policy(tmp_path, web_sla(per="rolling 7 days"), host_uc(per="rolling 14 days")).case()
    assert longer.guaranteed.downtime == 20 * MINUTE + 9_600_000  # 14 days' worth within seven
    shorter = Policy(tmp_path, web_sla(per="rolling 14 days"), host_uc(per="rolling 7 days")).case()
    assert shorter.guaranteed.missed_by == 0  # 2 * 10min4.8s = 20min9.6s


def test_totals_of_downtime(tmp_path):
    case = carried(tmp_path, web_sla("total at most 43min"), host_uc("total at most 30min", per="week")).case()
    assert case.guaranteed.name == "2026-03"  # a Sunday, four weeks, a Monday and a Tuesday: six weeks
    assert (case.guaranteed.promised, case.guaranteed.downtime) == (43 * MINUTE, 180 * MINUTE)
    # 30min of a week are 1/336, 43min of the 31 days of March 43/44640.
    assert case.best == 1 - Fraction(1, 336)
    assert case.required == 1 - Fraction(43, 44_640)


def test_a_limit_on_single_outages_limits_no_total(tmp_path):
    case = carried(tmp_path, web_sla(), host_uc("longest at most 2h")).case()
    assert case.claim.suppliers[0].lack == "single outages"
    assert case.guaranteed.downtime == case.budgeted.downtime == case.guaranteed.agreed
    assert case.independent is None
    assert not case.too_low


def test_single_outages_are_told_and_shown(tmp_path):
    carried(tmp_path, web_sla(), host_uc("longest at most 2h"))
    (found,) = [
        one for one in slacode.check(slacode.load(tmp_path)) if one.check == "support-availability-not-guaranteed"
    ]
    said = "`host_uc.up` limits single outages and not their sum, so it may be down all the time"
    assert said in found.notes
    assert "limits single outages, not their sum" in [label.message for label in found.labels]


def test_what_is_promised_is_told_with_every_digit():
    assert [say_promised(Fraction(text) / 100) for text in ("99.9", "99.99999", "100")] == [
        "99.9%",
        "99.99999%",
        "100%",
    ]
    assert say_promised(1 - Fraction(43, 44_640)) == "99.9036%"  # 43min of a month, worked out and rounded down


def test_a_promise_of_single_outages_is_no_claim(tmp_path):
    assert Policy(tmp_path, web_sla("longest at most 2h"), host_uc()).claims() == []


def test_an_open_term_is_searched_for_28_years(tmp_path):
    open_term = "term from 2026-01-01"
    case = carried(tmp_path, web_sla("at least 99.95%", term=open_term), host_uc(term=open_term, per="year")).case()
    assert case.claim.open_until == 2054
    # The worst is a February of 29 days: 366 * 24h * 0.1% = 8h47min2.4s against 29 * 24h * 0.05% = 20min52.8s.
    assert case.guaranteed.name == "2028-02"
    assert case.guaranteed.downtime == 8 * HOUR + 47 * MINUTE + 2_400_000


def test_billing_months_are_named_by_their_dates(tmp_path):
    case = carried(tmp_path, web_sla(per="month from day 15"), host_uc(per="year")).case()
    assert case.guaranteed.name == "2026-01-01..2026-01-14"


def test_derived_from_the_structure_of_services(tmp_path):
    services = "service web\nservice db\nservice shop_front { needs all of (web, any of (db, cache)) }\nservice cache\n"
    sla = agreement("sla", "web_sla", "at least 99.9%", more="covers shop_front")
    web = agreement("ola", "web_ola", "at least 99.95%", more="covers web")
    data = agreement("uc", "data_uc", "at least 99%", more="covers db, cache")
    policy = Policy(tmp_path, services, sla, web, data)
    case = policy.case()
    # January: 744h * 0.05% = 22min19.2s; db and cache are two entities of one promise, 744h * 1% = 7h26min24s each.
    assert len(case.claim.suppliers) == 3
    assert case.guaranteed.name == "2026-01"
    assert case.guaranteed.downtime == 7 * HOUR + 26 * MINUTE + 24 * SECOND + 22 * MINUTE + 19_200_000
    assert case.independent == Fraction("0.9995") * (1 - Fraction("0.01") ** 2)
    written = behind(policy.downtimes, case.claim, case.guaranteed.period, "guaranteed")
    assert [node.service for node in written.parts] == ["web", None]
    assert [node.service for node in written.parts[1].parts] == ["db", "cache"]


def test_each_covered_service_is_a_claim_of_its_own(tmp_path):
    sla = agreement("sla", "web_sla", "at least 99.9%", more="covers web, mail")
    olas = [agreement("ola", f"{name}_ola", "at least 99.9%", more=f"covers {name}") for name in ("web", "mail")]
    policy = Policy(tmp_path, "service web\nservice mail\n", sla, *olas)
    claims = policy.claims()
    assert [claim.entity for claim in claims] == ["web", "mail"]
    assert all(policy.downtimes.case(claim).guaranteed.missed_by == 0 for claim in claims)  # they do not add up


def test_a_part_without_an_agreement_is_counted_only_in_what_is_guaranteed(tmp_path):
    services = "service web\nservice db\nservice shop_front { needs all of (web, db) }\n"
    sla = agreement("sla", "web_sla", "at least 99.9%", more="covers shop_front")
    web = agreement("ola", "web_ola", "at least 99.9%", more="covers web")
    case = Policy(tmp_path, services, sla, web).case()
    assert case.guaranteed.downtime == case.guaranteed.agreed
    assert case.budgeted.missed_by == 0
    assert case.independent is None
    assert case.best == Fraction("0.999")


def test_what_would_mend_it(tmp_path):
    policy = carried(tmp_path, web_sla(), host_uc(per="year"))
    (mend,) = mends(policy.downtimes, policy.claim(), "budgeted")
    # February promises 40min19.2s; of 8760h that is 0.00767%: 99.993% leaves 36min47.5s, 99.992% 42min2.9s.
    assert mend.least == Decimal("99.993")
    assert mend.same_period_suffices


def test_agreements_that_have_all_in_common_are_judged_once(tmp_path):
    many = [web_sla().replace("web_sla", f"sla_{n}") for n in range(50)]
    policy = Policy(tmp_path, *many, host_uc(per="year"))
    cases = [policy.downtimes.case(claim) for claim in policy.downtimes.claims()]
    assert len(cases) == 50
    assert len({case.guaranteed.downtime for case in cases}) == 1
    assert len(policy.downtimes._outcomes) == 1


def test_many_parts_each_with_a_window_of_its_own(tmp_path):
    names = [f"part{n}" for n in range(15)]
    services = "".join(f"service {name}\n" for name in names)
    sla = agreement("sla", "web_sla", "at least 99%", more="covers shop_front")
    windows = [f'covers {name} exclude "Patches" every sun {n:02}:00-{n:02}:30' for n, name in enumerate(names)]
    ucs = [
        agreement("uc", f"{name}_uc", "at least 99.9%", more=more) for name, more in zip(names, windows, strict=True)
    ]
    services += f"service shop_front {{ needs all of ({', '.join(names)}) }}\n"
    worst = Policy(tmp_path, services, sla, *ucs).case().guaranteed
    # March has 744h and five Sundays: of each part 2h30min of windows, and 0.1% of the other 741h30min, 44min29.4s.
    assert worst.name == "2026-03"
    assert worst.downtime == 15 * (2 * HOUR + 30 * MINUTE + 44 * MINUTE + 29_400_000)
