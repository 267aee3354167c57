"""What is excluded: each added or wider exclusion weakens by rule, as promised time is withdrawn (7.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from slacode.engine.calendar.instants import to_us
from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.conditions import compare as compare_conditions
from slacode.engine.diff.content import same
from slacode.engine.diff.dilution import diluted
from slacode.engine.diff.record import Change, Effect, together
from slacode.engine.model.agreements import ExcludedCases, ExcludedState, Exclusion, OneOffWindow, RecurringWindow
from slacode.engine.model.calendar import MINUTES_PER_DAY, DayHours
from slacode.engine.wording import quote, say_condition, say_day_hours, say_duration

_COMMON = frozenset({"kind", "reason", "counted_as_up"})
FIELDS = {
    "Version": frozenset({"exclusions"}),
    "RecurringWindow": _COMMON | {"hours", "up_to_us", "up_to_per"},
    "OneOffWindow": _COMMON | {"start", "end"},
    "ExcludedState": _COMMON | {"conditions"},
    "ExcludedCases": _COMMON | {"conditions"},
    "LogCondition": frozenset({"log", "condition"}),
    "DayHours": frozenset({"days", "spans"}),
    "TimeSpan": frozenset({"open", "close"}),
}
_WEEK = 7 * MINUTES_PER_DAY


def compare(both: Both) -> Iterator[Found]:
    """Each exclusion by its reason, else by what it says."""
    for base, head in _pairs(both.base.exclusions, both.head.exclusions):
        if base is None or head is None or not same(base, head):
            yield from _found(both, base, head)


def _pairs(
    base: tuple[Exclusion, ...], head: tuple[Exclusion, ...]
) -> Iterator[tuple[Exclusion | None, Exclusion | None]]:
    """Exclusions that say the same, then those of one reason, then what is left, of one kind in their order."""
    left = list(head)
    alone: list[Exclusion] = []
    for one in base:
        other = next((other for other in left if same(one, other)), None)
        if other is None:
            alone.append(one)
        else:
            left = [rest for rest in left if rest is not other]
    for one in alone:
        by_reason = (other for other in left if one.reason is not None and other.reason == one.reason)
        by_kind = (other for other in left if one.reason is None and other.reason is None and other.kind == one.kind)
        reworded = (other for other in left if same(one.model_copy(update={"reason": other.reason}), other))
        other = next(by_reason, None) or next(reworded, None) or next(by_kind, None)
        left = [rest for rest in left if rest is not other]
        yield one, other
    yield from ((None, other) for other in left)


def _found(both: Both, base: Exclusion | None, head: Exclusion | None) -> Iterator[Found]:
    nodes = [one for one in (base, head) if one is not None]
    since, effect = _since(nodes), _effect(both, base, head)
    at = base.at if base else None, head.at if head else None
    message = _message(base, head, ZoneInfo(both.head.zone))
    yield Found("exclusion", effect, message, "", _change(base, head), *at, since=since)
    of = "cases" if any(one.kind == "cases" for one in nodes) else "time"
    keeps_time = of == "time" and (both.only_clocks or any(one.counted_as_up for one in nodes))
    companion = diluted(both, of, (base, head))
    if companion and effect != "neutral" and not keeps_time:
        yield replace(companion, since=since)


def _change(base: Exclusion | None, head: Exclusion | None) -> Change:
    return "added" if base is None else "removed" if head is None else "changed"


def _message(base: Exclusion | None, head: Exclusion | None, zone: ZoneInfo) -> str:
    if base is None and head is not None:
        return f"{_say(head, zone)} is excluded now: what happens then is promised no longer"
    if head is None and base is not None:
        return f"{_say(base, zone)} is excluded no longer"
    assert base is not None and head is not None  # noqa: PT018, S101 - one of them is always there
    return f"{_say(head, zone)} is excluded, it was {_say(base, zone)}"


def _say(exclusion: Exclusion, zone: ZoneInfo) -> str:
    reason = f"{quote(exclusion.reason)} " if exclusion.reason else ""
    up = ", counted as up" if exclusion.counted_as_up else ""
    match exclusion:
        case RecurringWindow(hours=hours, up_to_us=most, up_to_per=per):
            limit = f" up to {say_duration(most)} per {per}" if most is not None else ""
            return f"{reason}every {say_day_hours(hours)}{limit}{up}"
        case OneOffWindow(start=start, end=end):
            days = (one.astimezone(zone).isoformat(timespec="minutes") for one in (start, end))
            return "{}from {} to {}{}".format(reason, *days, up)
        case ExcludedState(conditions=conditions) | ExcludedCases(conditions=conditions):
            word = "while" if exclusion.kind == "while" else "cases where"
            said = dict.fromkeys(say_condition(one.condition) for one in conditions)
            return f"{reason}{word} `{' / '.join(said)}`{up}"


def _since(nodes: Sequence[Exclusion]) -> int | None:
    """A window of its own matters from its first instant on; of two, from that which is first."""
    starts = [to_us(one.start) for one in nodes if isinstance(one, OneOffWindow)]
    return min(starts) if len(starts) == len(nodes) else None


def _effect(both: Both, base: Exclusion | None, head: Exclusion | None) -> Effect:
    if base is None:
        return "weakened"
    if head is None:
        return "strengthened"
    up = by_size(int(base.counted_as_up), int(head.counted_as_up), more="weakened")
    match base, head:
        case RecurringWindow(), RecurringWindow():
            return together((_of_weeks(base.hours, head.hours), _of_limits(base, head), up))
        case OneOffWindow(), OneOffWindow():
            earlier = by_size(to_us(base.start), to_us(head.start), more="strengthened")
            return together((earlier, by_size(to_us(base.end), to_us(head.end), more="weakened"), up))
        case (ExcludedState() as was, ExcludedState() as now) | (ExcludedCases() as was, ExcludedCases() as now):
            return together((*_of_conditions(both, was, now), up))
    return "undecidable"


def _of_weeks(base: DayHours, head: DayHours) -> Effect:
    before, after = _minutes(base), _minutes(head)
    if before == after:
        return "neutral"
    return "weakened" if before < after else "strengthened" if after < before else "undecidable"


def _minutes(hours: DayHours) -> frozenset[int]:
    """The minutes of the week that a window takes."""
    return frozenset(
        (day * MINUTES_PER_DAY + span.open + minute) % _WEEK
        for day in hours.days
        for span in hours.spans
        for minute in range(span.minutes)
    )


def _of_limits(base: RecurringWindow, head: RecurringWindow) -> Effect:
    """`up to 4h per month` limits what the window may take: the less, the better for who receives."""
    if (base.up_to_us, base.up_to_per) == (head.up_to_us, head.up_to_per):
        return "neutral"
    if base.up_to_us is None or head.up_to_us is None:
        return "strengthened" if base.up_to_us is None else "weakened"
    if base.up_to_per != head.up_to_per:
        return "undecidable"
    return by_size(base.up_to_us, head.up_to_us, more="weakened")


def _of_conditions(
    both: Both, base: ExcludedState | ExcludedCases, head: ExcludedState | ExcludedCases
) -> Iterator[Effect]:
    before, after = ({one.log: one.condition for one in side.conditions} for side in (base, head))
    for log in before.keys() | after.keys():
        compared = compare_conditions(before.get(log), after.get(log), both.world.log(log, log), absent=False)
        yield compared.effect("weakened")
