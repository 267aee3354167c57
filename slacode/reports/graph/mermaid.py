"""Graphs as Mermaid flowcharts, for READMEs and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from slacode.reports.graph._drawing import Arrow, Box, Drawing, drawing_of

if TYPE_CHECKING:
    from slacode.engine.graph import GraphView

_SHAPES = {
    "party": ('(["', '"])'),
    "service": ('("', '")'),
    "metric": ('{{"', '"}}'),
    "log": ('[("', '")]'),
    "calendar": ('[/"', '"/]'),
    "penalty": ('>"', '"]'),
    "objective": ('(("', '"))'),
    "agreement": ('[["', '"]]'),
}
_BOX = ('["', '"]')
# Mermaid's own way to write the characters that mean something to it, `#` first as the others are written with it.
_ESCAPED = {"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\\": "#92;"}


def graph(shown: GraphView, color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """A flowchart from left to right, an agreement a subgraph."""
    return "\n".join(("flowchart LR", *_body(drawing_of(shown)))) + "\n"


def _body(drawing: Drawing) -> Iterator[str]:
    names = _names(drawing)
    for frame in drawing.frames:
        yield f'  subgraph {names[f"frame {frame.id}"]}["{escape(frame.title)}"]'
        yield from (f"    {_box(box, names)}" for box in frame.boxes)
        yield "  end"
    yield from (f"  {_box(box, names)}" for box in drawing.boxes)
    yield from (f"  {_arrow(arrow, names)}" for arrow in drawing.arrows)


def _names(drawing: Drawing) -> Mapping[str, str]:
    """Names that Mermaid takes: plain letters, digits and `_`, told apart by a number where that makes them equal."""
    ids = [f"frame {frame.id}" for frame in drawing.frames]
    ids += [box.id for boxes in (drawing.boxes, *(frame.boxes for frame in drawing.frames)) for box in boxes]
    taken: dict[str, str] = {}
    for id_ in sorted(ids):
        plain = re.sub(r"[^A-Za-z0-9]+", "_", id_).strip("_")
        name, number = plain, 2
        while name in taken:
            name, number = f"{plain}_{number}", number + 1
        taken[name] = id_
    return {id_: name for name, id_ in taken.items()}


def _box(box: Box, names: Mapping[str, str]) -> str:
    left, right = _SHAPES.get(box.kind, _BOX)
    return f"{names[box.id]}{left}{_lines(box.lines)}{right}"


def _lines(lines: Iterable[str]) -> str:
    return "<br/>".join(escape(line) for line in lines)


def _arrow(arrow: Arrow, names: Mapping[str, str]) -> str:
    label = f'|"{escape(arrow.label)}"|' if arrow.label else ""
    line = "-.->" if arrow.soft else "-->" if arrow.label else "---"
    return f"{names[arrow.start]} {line}{label} {names[arrow.end]}"


def escape(text: str) -> str:
    """A text for between double quotes, on one line."""
    return "".join(_ESCAPED.get(character, character) for character in " ".join(text.split()))
