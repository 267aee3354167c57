"""Availability against a plain reading of the language reference, minute by minute: zoneinfo, sets, fractions."""

import datetime as dt
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.plant import judge

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = dt.timedelta(minutes=1)
# nine days around the change to summer time on 29 March 2026, in which two versions meet
FIRST, AMENDED, LAST = dt.date(2026, 3, 25), dt.date(2026, 3, 30), dt.date(2026, 4, 2)
BEGINS = dt.datetime(2026, 3, 24, tzinfo=dt.UTC)
MINUTES = 11 * 24 * 60

instants = st.integers(0, MINUTES // 10).map(lambda tens: tens * 10)
lengths = st.sampled_from([0, 7, 60, 61, 600, 3000])
spans = st.tuples(instants, lengths | st.none()).map(lambda one: (one[0], None if one[1] is None else sum(one)))
outages = st.lists(st.tuples(spans, st.sampled_from(["web", "db"]), st.booleans()), max_size=6)


def local(minute: int) -> dt.datetime:
    return (BEGINS + minute * MINUTE).astimezone(BERLIN)


def lines_of(found) -> str:
    rows = []
    for number, ((begin, end), entity, minor) in enumerate(found):
        rows.append(
            f"O{number} {BEGINS + begin * MINUTE:%Y-%m-%dT%H:%M:%SZ} {entity} began {'minor' if minor else 'major'}"
        )
        if end is not None:
            rows.append(f"O{number} {BEGINS + end * MINUTE:%Y-%m-%dT%H:%M:%SZ} - ended")
    return "\n".join(rows)


@cache
def wall() -> list[tuple[dt.date, bool, bool]]:
    """Of every minute: its local date, whether it is in office hours, whether in the patch window."""
    return [
        (at.date(), at.weekday() < 5 and 8 <= at.hour < 16, at.weekday() in (2, 6) and 1 <= at.hour < 5)
        for at in map(local, range(MINUTES))
    ]


def expected(found, entity, office, patches_up, minor_up, as_of):
    """Agreed minutes and minutes down of each local day and version, up to `as_of`."""
    down, minor = set(), set()
    for (begin, end), of, is_minor in found:
        if of != entity or begin > as_of:
            continue
        lasts = set(range(begin, as_of if end is None or end > as_of else end))
        down |= lasts
        minor |= lasts if is_minor else set()
    days: dict[tuple[str, int], list[int]] = {}
    for minute, (date, is_office, is_patched) in enumerate(wall()[:as_of]):
        if not FIRST <= date <= LAST or (office and not is_office):
            continue
        sums = days.setdefault((date.isoformat(), 1 if date < AMENDED else 2), [0, 0])
        is_minor = minute in minor
        if (is_patched and not patches_up) or (is_minor and not minor_up):
            continue
        sums[0] += 1
        sums[1] += minute in down and not is_patched and not is_minor
    return days


@settings(max_examples=30, deadline=None)
@given(
    found=outages,
    office=st.booleans(),
    patches_up=st.booleans(),
    minor_up=st.booleans(),
    as_of=st.integers(MINUTES // 2, MINUTES),
    seed=st.randoms(use_true_random=False),
)
def test_every_day_is_what_its_minutes_say(found, office, patches_up, minor_up, as_of, seed):
    lines = lines_of(found).splitlines()
    seed.shuffle(lines)
    up = {True: "counted as up", False: ""}
    with tempfile.TemporaryDirectory() as folder:
        result = judge(
            Path(folder),
            "\n".join(lines),
            as_of=f"{BEGINS + as_of * MINUTE:%Y-%m-%dT%H:%M:%SZ}",
            term=f"term {FIRST} to {LAST}",
            covers="covers web, db",
            per="per day",
            rows="require at least 50%" + (" during office" if office else ""),
            clauses=f"exclude every wed, sun 01:00-05:00 {up[patches_up]} exclude while impact == minor {up[minor_up]}",
            amend=f"amend from {AMENDED} {{ owner acme }}",
        )
    for entity in ("web", "db"):
        days = expected(found, entity, office, patches_up, minor_up, as_of)
        for target in (target for target in result.targets if target.entity == entity):
            agreed, down = days.get((target.period, target.version), [0, 0])
            assert target.downtime == down * 60_000_000
            assert target.figure == (Fraction(100 * (agreed - down), agreed) if agreed else None)
            if target.status in ("met", "missed"):
                assert (target.status == "met") == (2 * down <= agreed)
