"""The matrix of an auditor: what is proved of each promise, and what is behind it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.whatif.build import COMMON, DESK, UPTIME, lines

MINUTE = 60_000_000
HOUR = 60 * MINUTE


def test_every_row_of_an_sla_has_a_line_with_its_figures():
    found = lines(DESK)
    assert list(found) == ["shop.resolution[P1]", "shop.resolution[P2]"]
    line = found["shop.resolution[P1]"]
    assert [(part.ref, part.kind, part.depth) for part in line.behind] == [
        ("desk.triage[P1]", "ola", 1),
        ("network.repair[P1]", "ola", 1),
    ]
    assert (line.obligation, line.hours, line.support) == (
        "95% within 8h",
        "office",
        "desk.triage then network.repair",
    )
    # 1h + 6h of 8h; 2% and 2% of the cases may be missed
    assert (line.proof.verdict, line.proof.time.worst_us, line.proof.slack_us) == ("holds", 7 * HOUR, HOUR)
    assert line.proof.guaranteed == Fraction(96, 100)


def test_what_is_behind_olas_follows_them_and_they_have_lines_of_their_own():
    text = DESK.replace("P3: none\n    }\n  }\n}\n", "P3: none\n    }\n    supported by host.fix\n  }\n}\n")
    text += "uc host { hours office term 2026-01-01 to 2026-12-31 target fix { metric repair require all within 7h } }"
    found = lines(text)
    assert list(found) == ["shop.resolution[P1]", "shop.resolution[P2]", "network.repair[P1]", "network.repair[P2]"]
    assert [(part.ref, part.depth) for part in found["shop.resolution[P1]"].behind] == [
        ("desk.triage[P1]", 1),
        ("network.repair[P1]", 1),
        ("host.fix", 2),
    ]
    # 6h are promised, behind them are 7h; of P2 12h.
    assert found["network.repair[P1]"].proof.verdict == "does not hold"
    assert found["shop.resolution[P1]"].proof.verdict == "holds"
    assert found["shop.resolution[P1]"].doubtful == ("network.repair[P1]",)
    assert found["shop.resolution[P2]"].doubtful == ()


def test_availability_stands_in_the_month_with_the_least_to_spare():
    line = lines(UPTIME)["shop.availability"]
    assert line.proof.verdict == "holds"
    assert line.proof.downtime.period == "2026-02"
    # 40,320min * 0.45%
    assert line.proof.downtime.worst_us == 181 * MINUTE + 26_400_000
    assert line.proof.guaranteed == Fraction(9955, 10000)


def only(target, rest="", common=COMMON):
    """The proof of the one target of an SLA."""
    text = f"{common}\nsla shop {{ hours office timezone UTC term 2026-01-01 to 2026-12-31 {target} }}\n{rest}"
    return next(iter(lines(text).values())).proof


REPAIR = "ola net { hours office term 2026-01-01 to 2026-12-31 target repair { metric repair require 98% within 3h } }"


@pytest.mark.parametrize(
    ("target", "rest", "reason"),
    [
        ("target a { metric restore require 95% within 4h }", "", "no support"),
        ("target a { metric uptime require at least 99% }", "", "no support"),
        (
            "target a { metric restore require 95% by due supported by net.repair }",
            REPAIR,
            "not comparable",
        ),
        (
            "target a { metric restore require 95% within 4h supported by net.repair }",
            REPAIR.replace("98% within 3h", "average at most 3h"),
            "support missing",
        ),
        (
            "target a { metric restore require 95% within 4h supported by net.a }",
            "ola net { hours office target a { metric repair require 98% within 3h supported by shop.a } }",
            "rests on itself",
        ),
        (
            "target a { metric restore require 98% within 4h supported by net.repair then net.repair }",
            REPAIR.replace("3h", "1h"),
            "not guaranteed",
        ),
    ],
)
def test_why_nothing_is_proved(target, rest, reason):
    proof = only(target, rest)
    assert (proof.verdict, proof.reason) == ("not proved", reason)
    assert proof.why


def test_a_clock_that_stands_still_behind_one_that_runs_proves_nothing():
    start = "start when status == assigned"
    paused = COMMON.replace(start, f"{start} pause while due is missing")
    target = "target a { metric restore require 95% within 4h supported by net.repair }"
    proof = only(target, REPAIR, paused)
    assert (proof.verdict, proof.reason) == ("not proved", "pause not aligned")
    assert "`due is missing`" in proof.why
    assert proof.slack_us == HOUR  # the worst case is that of cases without such a pause


def test_hours_that_a_support_does_not_cover_are_told_apart_from_percentages_that_do_not_suffice():
    # Behind 99.5% at all hours there is 99.8% of Monday to Friday; nothing is said of the rest.
    text = UPTIME.replace("uc host {", "uc host {\n  hours office").replace("99.75%", "99.9%")
    proof = lines(text)["shop.availability"].proof
    assert (proof.verdict, proof.reason) == ("not proved", "not covered")


def test_versions_in_which_nothing_differs_share_a_line():
    amended = DESK.replace(
        "supported by desk.triage then network.repair\n  }",
        "supported by desk.triage then network.repair\n  }\n"
        "  amend from 2026-07-01 { target resolution { by prio { P1: 95% within 7h } } }",
    )
    found = lines(amended)
    assert found["shop.resolution[P1]"].versions == (2,)
    assert found["shop.resolution[P2]"].versions == (1, 2)
    assert str(found["shop.resolution[P2]"].promise.version.start) == "2026-01-01"
    assert str(found["shop.resolution[P2]"].ends) == "2026-12-31"


def test_a_support_that_is_amended_counts_with_its_lowest_share():
    triage = "P3: 98% within 4h\n    }\n  }\n"
    amendment = "  amend from 2026-10-01 { target triage { by prio { P1: 93% within 1h } } }\n"
    amended = DESK.replace(triage, triage + amendment)
    proof = lines(amended)["shop.resolution[P1]"].proof
    # 7% and 2% may be missed; 93% is the best that can be.
    assert (proof.guaranteed, proof.shares.best) == (Fraction(91, 100), Fraction(93, 100))
    assert proof.verdict == "does not hold"
