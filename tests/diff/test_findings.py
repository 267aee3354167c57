"""What `check` finds on one side alone is new or mended, and the slack of every promise is compared."""

from __future__ import annotations

from tests.diff.contract import BEFORE_THE_TERM, CONTRACT, compared, edited


def found_by_check(before: str, after: str) -> tuple[list[str], list[str]]:
    comparison = compared(before, after, BEFORE_THE_TERM)
    return [one.check for one in comparison.new], [one.check for one in comparison.mended]


def test_what_is_allowed_no_longer_is_a_new_finding_though_nothing_else_differs():
    allowed = edited(("sla support", "# allow no-owner: the board answers for it\nsla support"))
    assert found_by_check(allowed, CONTRACT) == (["no-owner"], [])
    newly = compared(CONTRACT, allowed, BEFORE_THE_TERM)
    assert [(one.check, one.allowed is not None) for one in newly.new] == [("no-owner", True)]
    assert newly.mended == ()  # what is only allowed by now is still there


def test_a_finding_with_other_figures_is_the_same_finding():
    night = edited(("P1: 95% within 4h", "P1: 95% within 4h during always"))
    assert [one.check for one in compared(CONTRACT, night, BEFORE_THE_TERM).new].count("hours-not-covered") == 1
    assert found_by_check(night, edited(("08:00-18:00", "08:00-17:00"), text=night))[0] == []


def test_a_finding_on_a_tier_is_the_same_in_whichever_order_the_rows_stand():
    first, second = "      P1: 95% within 4h\n", "      P2: 95% within 8h\n"
    inside = edited(("below 95%: 5% of fee", "below 97%: 5% of fee"))
    assert found_by_check(inside, edited((first + second, second + first), text=inside)) == ([], [])


def test_findings_and_slack_are_compared():
    found = compared(CONTRACT, edited(("P1: 99% within 1h", "P1: 99% within 5h")), BEFORE_THE_TERM)
    assert [finding.check for finding in found.new] == ["support-too-slow", "priority-order"]
    assert found.mended == ()
    (slack,) = found.slack
    # 4h are promised: 3h are left of them with 1h for the desk, with 5h one is missing.
    assert slack.ref == "support.resolution[P1]"
    assert (slack.before.slack_us, slack.after.slack_us) == (3 * 3_600_000_000, -3_600_000_000)
