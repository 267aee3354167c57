"""Support: what an expression means, and which row carries which (language reference, 8.1)."""

import pytest

from slacode.engine.model.support import Operation, SupportRef
from tests.lower.build import read

TABLE = "ola {} {{ target {} {{ metric fix by priority {{ {} }} }} }}"
DESK = TABLE.format("desk", "triage", "P1: all within 1h P2: all within 2h P3: all within 3h P4: none")
NETWORK = "ola network { target repair { metric fix by team { sev1: all within 1h sev2: all within 2h } } }"
ONE = "ola one { target only { metric fix require all within 1h } }"


def support(expression, *others):
    rows = "P1: 95% within 4h P2: 95% within 8h P4: none"
    text = f"sla a {{ target t {{ metric fix by priority {{ {rows} }} supported by {expression} }} }}"
    found = read(text, *(others or (DESK, NETWORK, ONE)))
    return found.target("a").support if found.model else found.one


def test_a_row_is_carried_by_the_row_of_its_label():
    ref = support("desk.triage")
    assert isinstance(ref, SupportRef)
    assert ref.rows == (("P1", "P1"), ("P2", "P2"))  # P4 promises nothing, so nothing carries it


def test_a_row_is_carried_by_the_only_row():
    assert support("one.only").rows == (("P1", None), ("P2", None))


def test_rows_are_mapped_by_what_is_written():
    assert support("network.repair with (P1 -> sev1, P2 -> sev2)").rows == (("P1", "sev1"), ("P2", "sev2"))
    assert support("desk.triage with (P1 -> P3)").rows == (("P1", "P3"), ("P2", "P2"))


def test_a_row_that_is_named_carries_all():
    assert support("desk.triage[P1]").rows == (("P1", "P1"), ("P2", "P1"))


def test_a_row_without_a_like_one_is_carried_by_none():
    assert support("network.repair").rows == ()


def test_a_target_need_not_be_named_where_there_is_one_or_one_of_our_name():
    assert support("one").target == "only"
    two = "ola two { target t { metric fix require all within 1h } target u { metric fix require all within 1h } }"
    assert support("two", two).target == "t"
    assert support("two", two.replace("target t", "target v")).message == (
        "`two` has several targets: say which one is meant"
    )


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        # or binds tighter than and, and tighter than then
        ("one then desk.triage", ("then", "one", "desk")),
        ("one and desk.triage or network.repair then one", ("then", ("and", "one", ("or", "desk", "network")), "one")),
        ("(one then desk.triage) or network.repair", ("or", ("then", "one", "desk"), "network")),
        ("all of (one, any of (desk.triage, network.repair))", ("all", "one", ("any", "desk", "network"))),
        ("2 of (one, desk.triage, network.repair)", ("k of", "one", "desk", "network")),
        ("((one))", "one"),
    ],
)
def test_expressions_are_read_as_the_language_says(expression, shape):
    def shape_of(part):
        return (part.op, *map(shape_of, part.parts)) if isinstance(part, Operation) else part.agreement

    assert shape_of(support(expression)) == shape


def test_the_reason_that_parts_never_fail_together_is_kept():
    assert support('any of (one, desk.triage) never together because "two sites"').never_together == "two sites"


@pytest.mark.parametrize(
    ("expression", "check", "message"),
    [
        ("desk.triag", "unknown-name", "`desk` has no target `triag`"),
        ("dsk.triage", "unknown-name", "there is no agreement `dsk`"),
        ("desk.triage[P9]", "unknown-name", "there is no row `P9` in the target"),
        ("desk.triage with (P1 -> P9)", "unknown-name", "there is no row `P9` in the target"),
        ("desk.triage with (P9 -> P1)", "unknown-name", "there is no row `P9` in the target"),
        ("desk.triage with (P4 -> P1)", "unknown-name", "there is no row `P4` in the target"),
        ("4 of (one, desk.triage, network.repair)", "impossible-value", "`4 of` 3 parts cannot be"),
        ("0 of (one, desk.triage)", "impossible-value", "`0 of` 2 parts cannot be"),
    ],
)
def test_references_that_lead_nowhere_are_told(expression, check, message):
    error = support(expression)
    assert (error.check, error.message) == (check, message)


def test_rows_of_all_versions_can_be_referred_to():
    amendment = "amend from 2026-07-01 { target triage { by priority { P2: all within 2h } } }"
    desk = f"ola desk {{ target triage {{ metric fix by priority {{ P1: all within 1h }} }} {amendment} }}"
    assert support("desk.triage", desk).rows == (("P1", "P1"), ("P2", "P2"))


def test_a_service_needs_services_and_nothing_of_them():
    found = read("service a { needs b and any of (c, d) uses c } service b service c service d")
    (service,) = [s for s in found.model.services if s.name == "a"]
    assert (service.needs.op, service.needs.parts[1].op, service.uses) == ("and", "any", ("c",))
    assert read("service a { needs b.t } service b").one.check == "type-mismatch"
