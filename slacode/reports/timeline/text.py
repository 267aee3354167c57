"""A case's timeline as people read it: each stretch in local time, counted or not, and the verdict in a sentence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from slacode.engine.calendar.zones import Zone, say_local, zone_named
from slacode.engine.evaluate.why import CaseHistory, Judgement, say_judged
from slacode.engine.wording import say_duration, say_ref
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 120
_STYLES = {"met": "good", "breached": "error", "pending": "note"}


def timeline(history: CaseHistory, color: bool = False, width: int | None = None) -> str:
    """A part for each cycle, then the targets under which the case has none."""
    parts = [_cycle(history, judgement, color, width or WIDTH) for judgement in history.judgements]
    parts += [
        clean(f"`{history.case}` is not judged by {say_ref(target.agreement, target.target)}: {target.reason}") + "\n"
        for target in history.unjudged
    ]
    return "\n".join(parts)


def _cycle(history: CaseHistory, judgement: Judgement, color: bool, width: int) -> str:
    zone = zone_named(judgement.zone)
    lines = [paint(clean(f"{history.case} in {say_judged(judgement)}"), "strong", color) + _cycle_number(judgement)]
    lines.append(f"  {_promise(judgement)}, version {judgement.version} of {judgement.agreement}{_place(judgement)}")
    lines.append(f"  counted in {judgement.hours}; times are those of {judgement.zone}")
    lines += ["", *_printed(_table(judgement, zone), width)] if judgement.intervals else []
    lines.append("")
    lines += [f"  {event.kind:<10}{say_local(event.at, zone)}" for event in judgement.events]
    lines += ["", f"  {_verdict(judgement, zone, history.as_of, color)}"]
    lines += ["", *_hands(judgement, width)] if judgement.hands else []
    return "\n".join(lines) + "\n"


def _hands(judgement: Judgement, width: int) -> list[str]:
    """Whose time it was: what the clock of each support took, and what of the time counted here is its own."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("whose time", "stood", "took", "attributed", "late"):
        table.add_column(name, justify="left" if name in ("whose time", "stood") else "right", no_wrap=True)
    for hand in judgement.hands:
        who = "no support's" if hand.support is None else clean(say_ref(*hand.support))
        took = "" if hand.took is None else say_duration(hand.took)
        table.add_row(who, hand.stood or "", took, say_duration(hand.attributed), say_duration(hand.late))
    return _printed(table, width)


def _cycle_number(judgement: Judgement) -> str:
    return f", cycle {judgement.cycle}" if judgement.cycle > 1 else ""


def _promise(judgement: Judgement) -> str:
    if judgement.obligation is None:
        return "no row of the target matches"
    return clean(f"{judgement.row}: {judgement.obligation}" if judgement.row is not None else judgement.obligation)


def _place(judgement: Judgement) -> str:
    return f"  {judgement.at.path}:{judgement.at.line}" if judgement.at else ""


def _printed(table: Table, width: int) -> list[str]:
    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, highlight=False, markup=False, legacy_windows=False)
    console.print(table)
    return [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]


def _table(judgement: Judgement, zone: Zone) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("from", "to", "counted", "total", "why"):
        table.add_column(name, justify="right" if name in ("counted", "total") else "left", no_wrap=True)
    for interval in judgement.intervals:
        counted = say_duration(interval.counted) if interval.reason == "counted" else "-"
        ends = say_local(interval.start, zone), say_local(interval.end, zone)
        table.add_row(*ends, counted, say_duration(interval.total), interval.reason)
    return table


def _verdict(judgement: Judgement, zone: Zone, as_of: int, color: bool) -> str:
    word = judgement.verdict or "no verdict"
    said = paint(word, _STYLES.get(word, "faint"), color) + ": " + _because(judgement, zone, as_of)
    return said + (f"; it counts in {judgement.period}" if judgement.period and judgement.verdict else "")


def _because(judgement: Judgement, zone: Zone, as_of: int) -> str:
    elapsed, allowance = judgement.elapsed, judgement.allowance
    used = say_duration(elapsed) + " counted" if elapsed is not None else "nothing counted"
    used += f" of {say_duration(allowance)}" if allowance is not None else ""
    until = (
        f"stopped on {say_local(judgement.stopped, zone)}"
        if judgement.stopped is not None
        else (f"not stopped by {say_local(as_of, zone)}")
    )
    match judgement.verdict:
        case None:
            return _why_none(judgement)
        case "breached" if judgement.verdict_at is not None:
            return f"{used}, {until}, in breach from {say_local(judgement.verdict_at, zone)}"
        case "cancelled" | "excluded":
            return f"{used}; it counts neither for nor against"
        case _:
            return f"{used}, {until}"


def _why_none(judgement: Judgement) -> str:
    if not judgement.matched:
        return "no row of the target matches the case"
    return "the row is exempt" if judgement.obligation == "none" else "the log has no deadline for it"
