"""The formatter: the canonical layout of a policy's text, every word and comment kept, in the order they stood."""

from __future__ import annotations

from lark import Token

from slacode.diagnostics import PolicyError
from slacode.grammar.parser import comments, parse_file, plain_lark
from slacode.grammar.printer.align import aligned
from slacode.grammar.printer.lines import lines_of
from slacode.grammar.printer.render import render
from slacode.grammar.printer.statements import statements_of
from slacode.grammar.reading import parse
from slacode.source import Source


class FormatterError(RuntimeError):
    """The formatter's own output does not say the same as its input; nothing must be written."""


def format_text(text: str, path: str = "-") -> str:
    """A policy's text in the canonical layout: 2 spaces a level, columns of like clauses aligned, at most 120 wide.

    Raises `PolicyError` with the syntax errors of a text that cannot be read, placed in `path`, and `FormatterError`
    if the result would not read the same.
    """
    source = Source(path, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    file, errors = parse(source)
    if errors:
        raise PolicyError(errors, (source,))
    words = plain_lark().parse(source.text)
    lines = lines_of(statements_of(words), source)
    formatted = render(aligned(lines))
    if formatted != source.text:
        _require_same(source.text, formatted, path)
        if parse_file(formatted) != file:
            raise FormatterError(f"formatting `{path}` would change what it says")
    return formatted


def _require_same(before: str, after: str, path: str) -> None:
    """That two texts have the same words and comments in the same order."""
    if _words(before) != _words(after) or _comments(before) != _comments(after):
        raise FormatterError(f"formatting `{path}` would lose or change words of it")


def _words(text: str) -> list[tuple[str, str]]:
    return [(word.type, str(word)) for word in plain_lark().parse(text).scan_values(_is_word)]


def _is_word(value: object) -> bool:
    return isinstance(value, Token)


def _comments(text: str) -> list[str]:
    return [comment.rstrip() for _, comment in comments(text)]


__all__ = ["FormatterError", "format_text"]
