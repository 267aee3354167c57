"""Definition and references: over files, and told apart where the same letters mean other things."""

import pytest

from slacode.editor.meanings import definition, references
from tests.editor.policies import COMMON, OLA, SLA, at, told, workspace


@pytest.fixture(scope="module")
def made():
    return workspace()


@pytest.mark.parametrize(
    ("name", "what", "after", "declared"),
    [
        ("sla", "office", "hours", ["common.sla:4 office"]),
        ("sla", "restore", "metric", ["common.sla:22 restore"]),
        ("sla", "desk_ola", "supported", ["ola.sla:1 desk_ola"]),
        ("sla", "repair", "supported", ["ola.sla:6 repair"]),
        ("sla", "retail", "between", ["common.sla:2 retail"]),
        ("sla", "gold", "extends", ["sla.sla:1 gold"]),
        # a field of the log that the metric of the target reads, and its value, which is quoted
        ("sla", "priority", "by priority", ["common.sla:14 priority"]),
        ("sla", '"On hold"', "", ['common.sla:13 "On hold"']),
        # a row where it stands: in the terms that are extended and in the target that replaces it
        ("sla", "P1", "late on", ["sla.sla:3 P1", "sla.sla:12 P1"]),
        ("ola", "P1", "expect", ["sla.sla:3 P1", "sla.sla:12 P1"]),
        ("ola", "resolution", "expect", ["sla.sla:3 resolution", "sla.sla:10 resolution"]),
        ("ola", "new", "log tickets", ["common.sla:13 new"]),
    ],
)
def test_a_name_leads_to_its_declaration(made, name, what, after, declared):
    assert [told(place) for place in definition(made, *at(made, name, what, after))] == declared


def test_a_name_is_found_at_its_end_too(made):
    document, offset = at(made, "sla", "office", "hours", into=len("office"))
    assert [told(place) for place in definition(made, document, offset)] == ["common.sla:4 office"]


def test_where_no_name_stands_nothing_is_meant(made):
    assert definition(made, *at(made, "sla", "extends")) == []


def test_references_are_found_in_all_files(made):
    found = [told(place) for place in references(made, *at(made, "common", "shop"))]
    assert found == ["common.sla:28 shop", "ola.sla:3 shop", "sla.sla:8 shop"]


def test_the_declaration_can_be_left_out(made):
    found = [told(place) for place in references(made, *at(made, "common", "shop"), declarations=False)]
    assert found == ["ola.sla:3 shop", "sla.sla:8 shop"]


def test_a_field_is_not_that_of_another_log(made):
    # `event` and `component` are fields of outages; `status` of tickets is named in a metric, an exclusion and a test
    found = [told(place) for place in references(made, *at(made, "common", "status"))]
    assert [one for one in found if one.startswith("common")] == [
        "common.sla:13 status", "common.sla:23 status", "common.sla:24 status", "common.sla:25 status"]
    assert [one for one in found if not one.startswith("common")] == ["ola.sla:16 status", "sla.sla:23 status"]


def test_a_target_is_its_own_in_each_agreement_that_does_not_inherit_it():
    other = "sla other { target resolution { metric restore require 90% within 4h } }\n"
    made = workspace(common=COMMON, sla=SLA, ola=OLA, other=other)
    found = [told(place) for place in references(made, *at(made, "other", "resolution"))]
    assert found == ["other.sla:1 resolution"]
    assert "other.sla:1 resolution" not in [told(p) for p in references(made, *at(made, "sla", "resolution"))]


def test_a_broken_declaration_hides_no_other():
    made = workspace(common=COMMON, sla=SLA + "\nsla broken { covers }\n", ola=OLA)
    found = [told(place) for place in references(made, *at(made, "common", "shop"))]
    assert found == ["common.sla:28 shop", "ola.sla:3 shop", "sla.sla:8 shop"]
