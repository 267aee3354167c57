"""Zones and holiday codes that do not exist, and what is offered in their place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from slacode.engine.calendar.holidays import holiday_days, holiday_problem
from slacode.engine.calendar.instants import date_of
from slacode.engine.calendar.zones import zone_named, zone_problem
from tests.calendar.build import compiled, weekly


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("Germany/Berlin", "Europe/Berlin"),
        ("America/NewYork", "America/New_York"),
    ],
)
def test_a_zone_that_does_not_exist(name: str, near: str):
    assert zone_problem(name) == f"there is no time zone `{name}`, did you mean `{near}`?"
    with pytest.raises(ValueError, match="there is no time zone"):
        zone_named(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "/etc/localtime", "Europe", "right/Europe/Berlin", "Zzzzz\0"])
def test_what_is_no_zone_at_all(name: str):
    problem = zone_problem(name)
    assert problem is not None
    assert problem.startswith(f"there is no time zone `{name}`")


@pytest.mark.parametrize("name", ["UTC", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_a_zone_that_exists(name: str):
    assert zone_problem(name) is None


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("DE", None),
        ("DE-BY", None),
        ("GB-ENG", None),
        ("US-CA", None),
        ("AT-6", None),
        ("FI-01", None),
        ("UK", "no holidays are known for `UK`, did you mean `GB`?"),
        ("DEU", "no holidays are known for `DEU`, did you mean `DE`?"),
        ("Germany", "no holidays are known for `Germany`, did you mean `DE`?"),
        ("QQ", "no holidays are known for `QQ`"),
        ("DE-XX", "no holidays are known for `DE-XX`"),
        ("DE-Bayern", "no holidays are known for `DE-Bayern`, did you mean `DE-BY`?"),
        ("JP-13", "no holidays are known for `JP-13`, `JP` has the same ones everywhere"),
    ],
)
def test_holiday_codes(code: str, problem: str | None):
    country, _, part = code.partition("-")
    assert holiday_problem(country, part or None) == problem
    if problem is not None:
        with pytest.raises(ValueError, match="no holidays are known"):
            holiday_days(country, part or None, 2026)


def test_the_holidays_of_a_land_are_those_of_the_country_and_its_own():
    country, land = holiday_days("DE", None, 2026), holiday_days("DE", "BY", 2026)
    assert country < land
    # Epiphany, Corpus Christi and All Saints are Bavaria's own.
    assert {date_of(day).isoformat() for day in land - country} == {"2026-01-06", "2026-06-04", "2026-11-01"}


def test_a_year_for_which_nothing_is_known_has_none():
    assert holiday_days("DE", "BY", 1850) == frozenset()


def test_a_calendar_in_a_zone_that_does_not_exist_is_refused_with_the_sentence():
    with pytest.raises(ValueError, match="did you mean `Europe/Berlin`"):
        compiled(weekly("mon 09:00-10:00", zone="Europe/Berln"))


def test_no_data_engine_is_loaded_for_the_calendars_that_checks_ask():
    """`check`, `trace` and the proofs take the pure layer; only evaluation takes the table."""
    code = (
        "import sys, slacode.engine.calendar.compiling, slacode.engine.calendar.public\n"
        "print(sorted({'numpy', 'pyarrow', 'duckdb', 'holidays'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
