"""Public holidays by ISO 3166 code, from the `holidays` library, which is loaded only where a calendar names it.

The library's defaults hold: public holidays only, and a holiday that is observed on another day is closed on both.
"""

from __future__ import annotations

import re
import threading
import warnings
from functools import cache
from typing import TYPE_CHECKING, cast

from slacode.diagnostics import did_you_mean
from slacode.engine.calendar.instants import day_of
from slacode.ground.facts import Fact, Facts

_FACTS = Facts("holidays", __file__)

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase


def holiday_days(country: str, subdivision: str | None, year: int) -> frozenset[int]:
    """The public holidays of a country or subdivision in a year, in days since 1970-01-01.

    `ValueError` with `holiday_problem`'s sentence if there is no such code.
    """
    return _days(country, subdivision, year)[0]


def holidays_known(country: str, subdivision: str | None, year: int) -> bool:
    """Whether all public holidays of a year are known, and not only those that fall on the same dates each year."""
    return _days(country, subdivision, year)[1]


_WARNED = threading.Lock()  # what is warned of is kept in one place for all threads


@cache
def _days(country: str, subdivision: str | None, year: int) -> tuple[frozenset[int], bool]:
    problem = holiday_problem(country, subdivision)
    if problem is not None:
        raise ValueError(problem)
    key = f"{country}-{subdivision or ''} {year}"
    days, known = cast("list[list[int]]", _FACTS.of(key, lambda: _asked(country, subdivision, year)))
    return frozenset(days), bool(known)


def _asked(country: str, subdivision: str | None, year: int) -> Fact:
    holidays = _country(country)
    with _WARNED, warnings.catch_warnings(record=True) as doubts:
        warnings.simplefilter("always")
        dates = holidays(subdiv=subdivision, years=year)
    known = not doubts and holidays.start_year <= year <= holidays.end_year
    return [[day_of(date) for date in sorted(dates) if date.year == year], [1] if known else []]


def holiday_names(country: str, subdivision: str | None, year: int) -> dict[int, str]:
    """What the public holidays of a year are called in their country, by days since 1970-01-01.

    `ValueError` with `holiday_problem`'s sentence if there is no such code.
    """
    days = sorted(holiday_days(country, subdivision, year))
    names = _FACTS.of(f"{country}-{subdivision or ''} {year} names", lambda: _named(country, subdivision, year))
    return dict(zip(days, cast("list[str]", names), strict=True))


def _named(country: str, subdivision: str | None, year: int) -> Fact:
    with _WARNED, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _country(country)(subdiv=subdivision, years=year)
    return [found[date] for date in sorted(found) if date.year == year]


def holiday_codes() -> dict[str, str]:
    """The countries whose public holidays are known: ISO 3166 codes, in alphabetical order, and their English names."""
    from holidays.registry import COUNTRIES

    names = {words[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words[0]) for words in COUNTRIES.values()}
    return dict(sorted(names.items()))


def holiday_parts(country: str) -> tuple[str, ...]:
    """The subdivisions of a country that have holidays of their own; none for what is no code."""
    return _country(country).subdivisions if holiday_problem(country) is None else ()


@cache
def holiday_problem(country: str, subdivision: str | None = None) -> str | None:
    """What is wrong with a holiday code, with a likely mend, or None; no holiday is worked out for it."""
    key = f"{country}-{subdivision or ''}"
    return cast("str | None", _FACTS.of(key, lambda: _problem(country, subdivision)))


def _problem(country: str, subdivision: str | None) -> str | None:
    codes = _countries()
    if codes.get(country) != country:
        return _unknown(f"no holidays are known for `{country}`", country, codes)
    if subdivision is None or subdivision in _country(country).subdivisions:
        return None
    message = f"no holidays are known for `{country}-{subdivision}`"
    if not _country(country).subdivisions:
        return f"{message}, `{country}` has the same ones everywhere"
    parts = {part: part for part in _country(country).subdivisions} | _country(country).subdivisions_aliases
    return _unknown(message, subdivision, {name: f"{country}-{part}" for name, part in parts.items()})


def _unknown(message: str, word: str, known: dict[str, str]) -> str:
    near = did_you_mean(word, known)
    return f"{message}, did you mean `{known[near]}`?" if near else message


@cache
def _countries() -> dict[str, str]:
    """Two-letter codes by themselves, and by what people write instead: `DEU`, `UK`, `Germany`."""
    from holidays.registry import COUNTRIES  # 40 ms, and most calendars need none

    words = {word: names[1] for names in COUNTRIES.values() for word in names}
    return words | {code: code for code in words.values()}


@cache
def _country(code: str) -> type[HolidayBase]:
    import holidays

    found: type[HolidayBase] = getattr(holidays, code)
    # The attribute is a loader that stands for the class until it is first used.
    return type(found())
