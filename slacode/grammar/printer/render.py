"""Lines as text: indentation, columns, comments, and the breaking of what is too long for one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slacode.grammar.printer.align import padded, padded_length
from slacode.grammar.printer.lines import WIDTH, Comment, Line
from slacode.grammar.printer.spacing import has_blank, joined
from slacode.grammar.tree import Word

_STEP = "  "
_FURTHER = 4  # how much deeper a line stands that goes on with the one before
_FARTHEST = 50  # columns that begin further right are no place to go on at
# A line may be broken after a comma and before these words.
_BREAKS_BEFORE = frozenset({
    "AND", "OR", "THEN", "EXCEPT", "DURING", "IF", "REQUIRE", "WITH", "NEVER", "COUNTED", "UP", "PER", "FROM", "TO",
    "FORMAT", "GOOD", "EQUAL", "CARRIED", "ON", "FOR",
})  # fmt: skip


def render(lines: Sequence[Line]) -> str:
    """The text of a file, its lines ending in LF; empty if there is nothing in it."""
    texts: list[str] = []
    for run in _runs(lines):
        bodies = [_body(line) for line in run]
        beside = max(len(body[-1]) for body in bodies)
        for line, body in zip(run, bodies, strict=True):
            texts += _above(line)
            if line.after_blank:
                texts.append("")
            if line.beside:
                # Comments at the ends of neighbouring lines stand under each other.
                body[-1] = f"{body[-1]:<{beside}}  {line.beside.text}"
            texts += body if line.columns else []
    return "".join(f"{text}\n" for text in texts)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines of one depth with comments at their ends; any other line is a run of its own."""
    run: list[Line] = []
    for line in lines:
        goes_on = run and run[-1].beside and line.beside and not line.above and not line.after_blank
        if run and not (goes_on and run[-1].depth == line.depth):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _above(line: Line) -> Iterator[str]:
    for comment in line.above:
        if comment.after_blank:
            yield ""
        yield _STEP * line.depth + comment.text


def _body(line: Line) -> list[str]:
    """The line itself, broken if it must be."""
    indent = _STEP * line.depth
    if line.inner:
        return _with_inner_comments(line, indent)
    text = indent + padded(line.cells, line.widths)
    if line.has_block and not line.opens:
        return [text]
    if len(line.spans) < 2 and padded_length(line) <= WIDTH:
        return [text]
    head = padded([*line.cells[:-1], "x"], line.widths)[:-1]
    column = len(indent + head) if len(line.cells) > 1 else 0
    further = column if 0 < column <= _FARTHEST else len(indent) + _FURTHER
    first = len(line.words) - len(line.columns[-1])
    spans = sorted(number - first for number in line.spans)
    if spans:
        broken = _days(line.columns[-1], column, spans)
    else:
        broken = _broken(line.columns[-1], column or len(indent), further)
    return [indent + head + broken[0], *(" " * further + text for text in broken[1:])]


def _days(words: Sequence[Word], column: int, spans: Sequence[int]) -> list[str]:
    """The hours of some days on a line each, under each other."""
    parts = [words[a:b] for a, b in zip(spans, [*spans[1:], len(words)], strict=True)]
    cuts = [next(n for n, word in enumerate(part) if word.type == "TIMERANGE") for part in parts]
    width = max(len(joined(part[:cut])) for part, cut in zip(parts, cuts, strict=True))
    texts: list[str] = []
    for part, cut in zip(parts, cuts, strict=True):
        hours = _broken(part[cut:], column + width + 1, column + width + 1)
        texts += [f"{joined(part[:cut]):<{width}} {hours[0]}", *(" " * (width + 1) + text for text in hours[1:])]
    return texts


def _broken(words: Sequence[Word], column: int, further: int) -> list[str]:
    """Words over as many lines as they need: the first begins at `column`, the others at `further`."""
    texts: list[str] = []
    piece = ""
    for number, chunk in _chunks(words):
        glue = " " if piece and has_blank(words[number - 1], words[number]) else ""
        room = WIDTH - (further if texts else column)
        if piece and len(piece + glue + joined(chunk)) > room:
            texts.append(piece)
            piece = joined(chunk)
        else:
            piece += glue + joined(chunk)
    return [*texts, piece]


def _chunks(words: Sequence[Word]) -> Iterator[tuple[int, Sequence[Word]]]:
    """The words between two places where a line may be broken, with the number of their first."""
    start = 0
    for number in range(1, len(words) + 1):
        at_end = number == len(words)
        if at_end or words[number].type in _BREAKS_BEFORE or words[number - 1].type == "COMMA":
            yield start, words[start:number]
            start = number


def _with_inner_comments(line: Line, indent: str) -> list[str]:
    """A line between whose words comments stand: it goes on after each of them."""
    texts: list[str] = []
    start = 0
    further = indent + " " * _FURTHER
    for number, found in sorted(line.inner.items()):
        texts.append((further if texts else indent) + joined(line.words[start : number + 1]))
        texts += _inner(texts, found, further)
        start = number + 1
    return [*texts, further + joined(line.words[start:])]


def _inner(texts: list[str], found: Sequence[Comment], further: str) -> list[str]:
    if not found[0].own_line:
        texts[-1] += f"  {found[0].text}"
        found = found[1:]
    return [further + comment.text for comment in found]
