"""Writes a test from a real case: its rows as they were logged, and what became of it (language reference, 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.evaluate.choose import choose
from slacode.engine.evaluate.logs import Files, log_bounds, opened_logs
from slacode.engine.evaluate.moment import as_of_instant
from slacode.engine.evaluate.options import DEFAULTS, Options
from slacode.engine.evaluate.plan import Sight, plan
from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.evaluate.select import reference
from slacode.engine.evaluate.why import Judgement, Unjudged, looked_at, no_case
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Clock
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.policy_tests import ExpectVerdict, Reference
from slacode.engine.wording import quote, say_name
from slacode.engine.wording.tests import say_case, say_expectation

Row = tuple[int, dict[str, str | None]]
"""A row as it was logged: its time in UTC microseconds, and its values as texts, None where missing."""


def written_test(
    model: PolicyModel,
    log: str,
    case: str,
    refs: Sequence[str],
    *,
    logs: Files,
    as_of: dt.datetime | dt.date | str | None = None,
    options: Options = DEFAULTS,
) -> str:
    """A test block, not laid out yet, of the rows of a case up to `as_of` and of what targets on clocks make of it.

    `refs` name the targets; without any, all that judge the case are meant. Raises `EvaluationError` for a case that is
    not in the log, and where nothing judges it.
    """
    choice = choose(model, [reference(model, ref) for ref in refs])
    chosen = tuple(one for one in choice.chosen if isinstance(one.measure, Clock) and one.measure.log == log)
    with opened_logs(model, [log], {log: logs[log]} if log in logs else {}, options) as found_logs:
        opened = found_logs.logs[log]
        begins, ends = log_bounds([opened])
        moment = as_of_instant(as_of, chosen, ends)
        rows = opened.rows(case, moment)
        if not rows:
            raise no_case(case, [opened], moment)
        plans = plan(model, chosen, Sight(moment if begins is None else begins, moment))
        found = [one for of_log in plans for one in looked_at(of_log, opened, case, moment)]
    expected = tuple(_expected(found, case, also_unjudged=bool(refs)))
    if not expected:
        why = f"no target on a clock of log `{log}` judges case `{case}`"
        raise EvaluationError.saying(why, ways_out=("choose another case, or name a target",))
    judged = [one for one in found if isinstance(one, Judgement)]
    zone = zone_named(_zone(model, expected[0].ref.agreement))
    is_open = not judged or any(one.stopped is None for one in judged)
    declared = next(one for one in model.logs if one.name == log)
    said = [f"as of {_say_time(moment, zone)}"] if is_open else []
    said += [f"log {log} {{", *(_say_row(case, row, declared, zone) for row in rows), "}"]
    said += [say_expectation(one) for one in expected]
    return "\n".join([f"test {quote(f'{case} as it was logged')} {{", *said, "}"]) + "\n"


def _expected(found: Iterable[Judgement | Unjudged], case: str, *, also_unjudged: bool) -> Iterator[ExpectVerdict]:
    """What became of the case under each target, cycle by cycle where there are several."""
    every = list(found)
    judged = [one for one in every if isinstance(one, Judgement) and one.verdict is not None]
    for one in judged:
        several = sum((one.agreement, one.target) == (other.agreement, other.target) for other in judged) > 1
        yield ExpectVerdict(
            ref=Reference(agreement=one.agreement, target=one.target, row=one.row),
            case=case,
            cycle=one.cycle if several else None,
            verdict=one.verdict,  # type: ignore[arg-type]
            after_us=one.elapsed,
        )
    told = {(one.agreement, one.target) for one in judged}
    for agreement, target in dict.fromkeys((one.agreement, one.target) for one in every) if also_unjudged else ():
        if (agreement, target) not in told:
            yield ExpectVerdict(ref=Reference(agreement=agreement, target=target), case=case, verdict="not judged")


def _zone(model: PolicyModel, agreement: str) -> str:
    return next(one for one in model.agreements if one.name == agreement).versions[0].zone


def _say_row(case: str, row: Row, log: Log, zone: Zone) -> str:
    time, values = row
    types = {field.name: field.type for field in log.fields}
    given = [f"{name} {_say_value(value, types.get(name))}" for name, value in values.items() if value is not None]
    if not given:  # the row counts, though nothing is known of it
        given = [f'{next(iter(values))} ""']
    return f"{say_case(case)} at {_say_time(time, zone)}: {', '.join(given)}"


def _say_value(value: str, type_: str | None) -> str:
    """A value as a row of a test holds it; a text has one line there."""
    if value.isdecimal() or (type_ in ("number", "duration") and not value.startswith("-")):
        return value
    return quote(value) if type_ in ("number", "duration", "instant") else say_name(" ".join(value.splitlines()))


def _say_time(instant: int, zone: Zone) -> str:
    """The wall-clock time in a zone, with its offset only where it would be read as another instant."""
    wall = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=zone.wall(instant))  # noqa: DTZ001 - wall-clock time
    said = f"{wall:%Y-%m-%d %H:%M}" + (f":{wall:%S}" if wall.second or wall.microsecond else "")
    said += f".{wall.microsecond:06}".rstrip("0") if wall.microsecond else ""
    return said if zone.instant(zone.wall(instant)) == instant else said + _say_offset(zone.offset(instant))


def _say_offset(offset: int) -> str:
    minutes = offset // 60_000_000
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
