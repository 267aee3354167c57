"""The public SLAs say what their providers published: targets, periods, tiers with their flaws, caps and claims."""

from decimal import Decimal

import pytest

import slacode
from slacode.engine.model.agreements import Level
from slacode.engine.model.money import Penalty
from slacode.engine.model.values import FeeShare, Percent
from slacode.grammar.printer import format_text
from slacode.source import read_sources
from tests.docs.markdown import ROOT

FOLDER = ROOT / "policies"
POLICY = slacode.load(FOLDER)
SLAS = {agreement.name: agreement.versions[-1] for agreement in POLICY.model.agreements}

# What the providers' texts say: the promise, its period, and the credit tiers as (bounds, percent of the fee).
PUBLISHED = {
    "aws_compute_region_sla": ("99.99", "month", [(">=99 <99.99", 10), (">=95 <99", 30), ("<95", 100)]),
    "aws_compute_instance_sla": ("99.5", "month", [(">=99 <99.5", 10), (">=95 <99", 30), ("<95", 100)]),
    "aws_rds_sla": ("99.95", "month", [(">=99 <99.95", 10), (">=95 <99", 25), ("<95", 100)]),
    "azure_vm_zones_sla": ("99.99", "month", [("<99.99", 10), ("<99", 25), ("<95", 100)]),
    "azure_vm_premium_sla": ("99.9", "month", [("<99.9", 10), ("<99", 25), ("<95", 100)]),
    "azure_vm_standard_ssd_sla": ("99.5", "month", [("<99.5", 10), ("<95", 25), ("<90", 100)]),
    "vertex_ai_search_sla": ("99.9", "month", [(">=99 <99.9", 10), (">=95 <99", 25), ("<95", 50)]),
    "github_online_sla": ("99.9", "quarter", [(">99 <=99.9", 10), ("<99", 25)]),
    "gitlab_ultimate_sla": ("99.9", "month", [(">=99.5 <99.9", 5), ("<99.5", 10)]),
    "twilio_sla": ("99.95", "month", [("<promise", 10)]),
    "twilio_enterprise_sla": ("99.99", "month", [("<promise", 10)]),
    "app_platform_sla": ("99.95", "month", [(">=99 <99.95", 10), (">=95 <99", 30), ("<95", 100)]),
    "cloudflare_business_sla": ("100", "month", []),
    "tidb_cloud_sla": ("99.99", "month", [(">=99 <99.99", 10), (">=95 <99", 25), ("<95", 100)]),
    "planetscale_dbaas_sla": ("99.95", "month", [(">=99 <99.95", 10)]),
    "travelgatex_distribution_sla": ("99.95", "month", [(">=99 <99.95", 10), (">=95 <99", 25), ("<95", 50)]),
    "upcloud_sla": ("100", "month", []),
}
SIGNS = {"below": "<", "above": ">", "at least": ">=", "at most": "<="}


def penalty(sla: str) -> Penalty:
    return next(penalty for penalty in SLAS[sla].penalties if penalty.target == "availability")


def tiers(sla: str) -> list[tuple[str, int]]:
    found = []
    for tier in penalty(sla).tiers:
        edges = [
            SIGNS[edge.bound] + (f"{edge.quantity.value.normalize():f}" if edge.quantity else "promise")
            for edge in tier.edges
        ]
        assert isinstance(tier.amount, FeeShare)
        found.append((" ".join(edges), int(tier.amount.percent)))
    return found


def test_every_agreement_is_looked_at():
    assert set(SLAS) == set(PUBLISHED)


@pytest.mark.parametrize("sla", sorted(PUBLISHED))
def test_promise_period_and_tiers_are_the_published_ones(sla):
    promised, period, published = PUBLISHED[sla]
    target = SLAS[sla].target("availability")
    (row,) = target.rows
    assert row.obligation == Level(bound="at least", quantity=Percent(value=Decimal(promised)), during="always")
    assert target.per.unit == period
    assert tiers(sla) == published


def test_in_proportion_means_a_step_of_one_percent_that_is_not_started():
    for sla, percent in (("cloudflare_business_sla", 1), ("upcloud_sla", 50)):
        (step,) = penalty(sla).steps
        assert (step.amount.percent, step.started, step.step.value, step.bound) == (percent, False, 1, "below")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.sla")), ids=lambda path: path.stem)
def test_every_policy_opens_with_a_comment_and_is_formatted(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert format_text(text) == text
    address = "the collected facts" if path.stem == "planetscale" else "https://"
    assert path.stem == "common" or address in text.split("\n\n")[0]


def test_the_folder_is_one_policy_set_with_nothing_unread():
    sources, problems = read_sources([FOLDER])
    assert problems == []
    assert len(sources) == len(list(FOLDER.glob("*.sla")))
