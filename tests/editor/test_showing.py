"""Hover, remarks, colours, outline: what is shown beside a text and in it."""

import dataclasses
import datetime as dt

import pytest

from slacode.editor.colours import colours
from slacode.editor.hover import hover
from slacode.editor.inlays import inlays
from slacode.editor.symbols import outline, search
from tests.editor.policies import COMMON, OLA, SLA, at, workspace


@pytest.fixture(scope="module")
def made():
    return workspace()


def told(made, name, what, after=""):
    found = hover(made, *at(made, name, what, after))
    return found.markdown if found else None


def test_a_row_is_told_as_a_sentence_with_slack_supports_and_holidays(made):
    said = told(made, "sla", "P1", "by priority {\n")
    assert "acme promises retail **95% within 4h** (Time to restore) per month, counted in `office`" in said
    # the OLA takes 3h of the 4h
    assert "holds: at worst 3h, 1h to spare" in said
    assert "carried by `desk_ola.repair[P1]`: 95% within 3h, in `office`" in said
    # 2026-03-08 is a holiday in Berlin, Good Friday of 2026 the 3rd of April
    assert "closed next: Sun 2026-03-08 " in said
    assert "Fri 2026-04-03 " in said


def test_the_figures_of_a_promise_are_told_as_the_promise_is(made):
    assert told(made, "sla", "95% within 4h") == told(made, "sla", "P1", "by priority {\n")
    assert told(made, "sla", "99.95%") == told(made, "sla", "availability", "target ")
    assert told(made, "sla", "2026-01-01") is None


def test_names_of_each_kind_are_told(made):
    assert told(made, "sla", "retail") == "**customer retail** Retail"
    assert "mon-fri 08:00-18:00" in told(made, "sla", "office")
    assert "shop_sla.availability" in told(made, "sla", "shop_sla")
    assert told(made, "sla", "priority", "by") == "**field priority** of log `tickets`: one of P1, P2, carried"
    assert told(made, "sla", '"On hold"') == "`On hold`, a value of `status` in log `tickets`"
    assert "start when status == new" in told(made, "sla", "restore")
    assert told(made, "sla", "extends") is None


def test_what_was_never_understood_is_told_by_its_text():
    made = workspace(sla="sla s { hours office target t { metric nothing require 95% within 4h } }")
    assert made.known is None
    assert "metric nothing" in told(made, "sla", "t {", "target")


def remarks(made, name):
    document = made.documents[f"{name}.sla"]
    return {document.source.line_text(document.source.line_column(one.offset)[0]).strip(): one.text
            for one in inlays(made, document)}


def test_figures_are_told_in_minutes_and_dates(made):
    assert remarks(made, "sla") == {
        # 0.05% of 30 x 24 x 60 minutes are 21.6 minutes
        "require at least 99.95% during always": "= 21min36s in a 30-day month",
        # a Monday does not count, so Tuesday, Wednesday, Thursday, to their end at 18:00
        "P2: 90% within 3 business days": "raised Mon 2026-03-02: ends Thu 2026-03-05 18:00",
    }


def test_the_date_is_counted_over_holidays(made):
    later = dataclasses.replace(made, today=dt.date(2026, 4, 2))  # a Thursday before Easter
    # Good Friday and Easter Monday are closed: Tuesday 7th, Wednesday 8th, Thursday 9th
    assert remarks(later, "sla")["P2: 90% within 3 business days"] == "raised Thu 2026-04-02: ends Thu 2026-04-09 18:00"


def test_the_downtime_is_that_of_the_hours():
    made = workspace(common=COMMON, ola=OLA, sla=SLA.replace(" during always", ""))
    # from Monday 2nd March 30 days: 22 weekdays up to Tuesday 31st (the 8th is a Sunday), 10h each: 0.05% of 220h
    assert remarks(made, "sla")["require at least 99.95%"] == "= 6min36s in a 30-day month from 2026-03-02"


def test_every_word_has_its_colour(made):
    document = made.documents["sla.sla"]
    seen = {document.text[one.start : one.end]: one.type for one in colours(document)}
    assert {word: seen[word] for word in ("sla", "office", "resolution", "P1", "95%", "late", '"Shop support"')} == {
        "sla": "keyword", "office": "type", "resolution": "property", "P1": "enumMember", "95%": "number",
        "late": "method", '"Shop support"': "string",
    }
    assert seen["2026-01-01"] == "number"


def test_what_cannot_be_read_has_colours_too():
    made = workspace(sla='sla s { covers } # no\nsla t { owner "x" }')
    document = made.documents["sla.sla"]
    assert [(document.text[one.start : one.end], one.type) for one in colours(document)] == [
        ("sla", "keyword"), ("covers", "keyword"), ("# no", "comment"),
        ("sla", "keyword"), ("t", "class"), ("owner", "keyword"), ('"x"', "string"),
    ]


def test_the_outline_has_what_is_inside(made):
    names = [(one.kind, one.name, [inner.name for inner in one.inside]) for one in outline(made.documents["sla.sla"])]
    assert names == [("terms", "gold", ["resolution"]), ("sla", "shop_sla", ["resolution", "availability", "late"])]
    assert [row.name for row in outline(made.documents["sla.sla"])[1].inside[0].inside] == ["P1", "P2"]


def test_declarations_are_found_by_some_of_their_letters(made):
    assert [one.name for one in search(made, "shp")] == ["shop", "shop_sla", "resolution", "availability"]
    assert [one.name for one in search(made, "Office hours")] == ["office"]
