"""A review for people: the findings, then what changes, then what each part comes to."""

from __future__ import annotations

from slacode.engine.diff import Difference, Effect
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.review import Reviewed
from slacode.reports.review._changes import say_effects, say_place
from slacode.reports.review._sum import parts
from slacode.reports.text import findings

_STYLES: dict[Effect, str] = {
    "weakened": "error",
    "strengthened": "good",
    "neutral": "faint",
    "undecidable": "warning",
}


def review(record: Reviewed, color: bool = False) -> str:
    """The findings as `check` shows them, the differences as `diff` does, and the sum."""
    shown = [findings(record.findings, color)]
    shown += ["".join(_difference(one, color) for one in record.differences)] if record.differences else []
    verdict = paint("passes", "good", color) if record.passes else paint("fails", "error", color)
    said = {**{name: clean(text) for name, text in parts(record).items()}, "review": verdict}
    lines = [f"{paint(name.ljust(8), 'strong', color)}  {text}" for name, text in said.items()]
    return "\n".join([*shown, *lines]) + "\n"


def _difference(one: Difference, color: bool) -> str:
    effect = one.effect.customer
    head = paint(f"{effect:<12}", _STYLES[effect], color)
    return f"{head}  {one.ref}: {clean(one.message)}\n              {say_effects(one)}  {clean(say_place(one))}\n"
