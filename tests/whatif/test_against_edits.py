"""What a change would do is what editing the text does: the same proofs, and the same findings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.proofs.prover import Prover
from slacode.engine.whatif import apply, read_changes
from slacode.project import Policy, check
from tests.whatif.build import DESK, UPTIME, load


def proofs(policy):
    """Every promise with its proof, whether or not it was changed."""
    prover = Prover(policy.model)
    return {(promise.key, promise.version.number): prover.proof(promise) for promise in prover.promises()}


def promised(policy):
    """What every row says, its hours and zone, and the rows that carry it."""
    return [
        (agreement.name, version.hours, version.zone, target.name, row.label, row.obligation, rows_of(target.support))
        for agreement in policy.model.agreements
        for version in agreement.versions
        for target in version.targets
        for row in target.rows
    ]


def rows_of(support):
    """The pairs of rows of each reference of a support expression."""
    if support is None:
        return []
    return [support.rows] if support.kind == "ref" else [rows_of(part) for part in support.parts]


def findings(policy):
    """What is found: each check with its message, but for places, which an edit moves."""
    return sorted((finding.check, finding.message) for finding in check(policy))


def edited(text, agreement, row, promise):
    """The text with another promise in a row (or, for None, in the only clause `require`) of an agreement."""
    begin = re.search(rf"^\w+ {agreement} \{{", text, re.MULTILINE).start()
    head, body = text[:begin], text[begin:]
    if row is None:
        return head + re.sub(r"require [^}]*?(?= supported| \})", f"require {promise}", body, count=1)
    return head + re.sub(rf"{row}: .*", f"{row}: {promise}", body, count=1)


def assert_same(text, changes, by_hand):
    policy = load(text)
    changed = Policy(policy.sources, apply(policy.model, read_changes(changes)).model)
    again = load(by_hand)
    assert promised(changed) == promised(again)
    assert proofs(changed) == proofs(again)
    assert findings(changed) == findings(again)


durations = st.integers(1, 40 * 4).map(lambda quarters: f"{quarters // 4}h{quarters % 4 * 15}min")
times = st.one_of(durations, st.integers(1, 5).map(lambda days: f"{days} business days"))
shares = st.sampled_from(["90%", "96%", "97.5%", "99.9%", "all"])
hours = st.sampled_from(["", " during office", " during always"])
promises = st.one_of(st.tuples(shares, times, hours).map(lambda p: f"{p[0]} within {p[1]}{p[2]}"), st.just("none"))
rows = st.tuples(
    st.sampled_from([("shop", "resolution"), ("desk", "triage"), ("network", "repair")]),
    st.sampled_from(["P1", "P2", "P3"]),
)


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(rows, promises, min_size=1, max_size=3))
def test_promises_of_time(changed):
    by_hand = DESK
    for ((agreement, _), row), promise in changed.items():
        by_hand = edited(by_hand, agreement, row, promise)
    changes = [f"{agreement}.{target}[{row}]={promise}" for ((agreement, target), row), promise in changed.items()]
    assert_same(DESK, changes, by_hand)


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([("shop", "availability"), ("web", "up"), ("host", "up")]),
        st.integers(9900, 10000).map(lambda n: f"{n // 100}.{n % 100:02d}%"),
        min_size=1,
        max_size=3,
    )
)
def test_promises_of_availability(changed):
    by_hand = UPTIME
    for (agreement, _), promise in changed.items():
        by_hand = edited(by_hand, agreement, None, f"at least {promise}")
    changes = [f"{agreement}.{target}={promise}" for (agreement, target), promise in changed.items()]
    assert_same(UPTIME, changes, by_hand)


@pytest.mark.parametrize(
    ("change", "row", "promise"),
    [
        ("network.repair[P1]=7h30min", "P1", "98% within 7h30min"),
        ("network.repair[P1]=2 business days", "P1", "98% within 2 business days"),
        ("network.repair[P1]=99.5%", "P1", "99.5% within 6h"),
        ("network.repair[P1]=during always", "P1", "98% within 6h during always"),
        ("network.repair[P1]=5h during always", "P1", "98% within 5h during always"),
        ("network.repair[P1]=5h if at least 20 cases", "P1", "98% within 5h if at least 20 cases"),
        ("network.repair[P1]=within 5h", "P1", "within 5h"),
        ("network.repair[P2]=average at most 4h", "P2", "average at most 4h"),
        ("network.repair[P2]=97% by due", "P2", "97% by due"),
    ],
)
def test_a_part_of_a_promise_leaves_the_rest(change, row, promise):
    assert_same(DESK, [change], edited(DESK, "network", row, promise))


@pytest.mark.parametrize("agreement", ["shop", "desk", "network"])
def test_hours(agreement):
    head, begin, body = DESK.partition(f" {agreement} {{\n")
    by_hand = head + begin + body.replace("hours office", "hours always", 1)
    assert_same(DESK, [f"{agreement}.hours=always"], by_hand)


def test_hours_leave_a_time_zone_that_is_stated():
    text = DESK.replace("sla shop {", "sla shop {\n  timezone America/New_York")
    assert_same(text, ["shop.hours=always"], text.replace("hours office", "hours always", 1))


def test_rows_that_are_joined_in_writing_stay_joined():
    text = DESK.replace("then network.repair", "then network.repair with (P1 -> P2)")
    by_hand = edited(text, "network", "P3", "98% within 20h")
    assert_same(text, ["network.repair[P3]=98% within 20h"], by_hand)


def test_an_agreement_that_is_gone_is_missed_as_one_whose_promises_are_taken_back():
    by_hand = edited(edited(DESK, "network", "P1", "none"), "network", "P2", "none")
    policy, again = load(DESK), load(by_hand)
    changed = Policy(policy.sources, apply(policy.model, read_changes(["drop network"])).model)
    assert proofs(changed) == proofs(again)
