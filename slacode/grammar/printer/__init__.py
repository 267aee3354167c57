"""The formatter: the canonical layout of a policy's text, every word and comment kept, in the order they stood."""

from __future__ import annotations

from lark import Tree as Parsed

from slacode.diagnostics import PolicyError
from slacode.grammar.parser import comments, parse_file, parse_words
from slacode.grammar.printer.align import aligned
from slacode.grammar.printer.lines import lines_of
from slacode.grammar.printer.render import render
from slacode.grammar.printer.statements import statements_of
from slacode.grammar.reading import parse
from slacode.grammar.tree import File, Word
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
    return format_read(source, file)


def format_read(source: Source, file: File) -> str:
    """The same for a text that was read, with its tree."""
    words = parse_words(source.text)
    formatted = render(aligned(lines_of(statements_of(words), source)))
    if formatted != source.text:
        same_words = _words(words) == _words(parse_words(formatted))
        if not same_words or _comments(source.text) != _comments(formatted):
            raise FormatterError(f"formatting `{source.path}` would lose or change words of it")
        if parse_file(formatted) != file:
            raise FormatterError(f"formatting `{source.path}` would change what it says")
    return formatted


def _words(parsed: Parsed[Word]) -> list[tuple[str, str]]:
    return [(word.type, str(word)) for word in parsed.scan_values(_is_word)]


def _is_word(value: object) -> bool:
    return isinstance(value, Word)


def _comments(text: str) -> list[str]:
    return [comment.rstrip() for _, comment in comments(text)]


__all__ = ["FormatterError", "format_read", "format_text"]
