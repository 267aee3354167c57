"""Reads a policy's text: the tree of what is right, and one precise error for each declaration that is not."""

from __future__ import annotations

import re
from dataclasses import replace

from slacode.diagnostics import Diagnostic
from slacode.grammar import tree
from slacode.grammar.parser import UnexpectedInput, parse_file
from slacode.grammar.splitting import DECLARATIONS, Part, split, too_deep
from slacode.source import Source

_MOST_TOLD = 100  # errors of one file; nobody reads more, and finding words takes longer than reading
_FIRST_WORD = re.compile(r"\w+")


def parse(source: Source) -> tuple[tree.File, list[Diagnostic]]:
    """The syntax tree of a policy file, and its syntax errors (check `syntax`), one for each broken declaration.

    All declarations that can be read are in the tree, with their places in the whole text. Never raises.
    """
    if too_deep(source.text) is None:
        try:
            return parse_file(source.text), []
        except UnexpectedInput:
            pass
    return _parse_parts(source)


def _parse_parts(source: Source) -> tuple[tree.File, list[Diagnostic]]:
    good: list[Part] = []
    errors: list[Diagnostic] = []
    untold = 0
    after_broken = False
    for number, part in enumerate(split(source.text)):
        if after_broken and _is_remainder(source, part):
            continue
        if _is_right(source, part, number):
            good.append(part)
            after_broken = False
            continue
        after_broken = True
        if len(errors) < _MOST_TOLD:
            errors.append(_error(source, part))
        else:
            untold += 1
    if untold:
        note = f"{untold} more declarations further down cannot be read either"
        errors[-1] = replace(errors[-1], notes=(note,))
    return parse_file(_only(source.text, good)), errors


def _is_right(source: Source, part: Part, number: int) -> bool:
    from slacode.grammar.trouble import find  # healthy files need none of what tells mistakes

    text = source.text[part.start : part.end]
    if text.startswith("language") and number:
        return False
    return too_deep(text) is None and find(text) is None


def _error(source: Source, part: Part) -> Diagnostic:
    from slacode.grammar import blame
    from slacode.grammar.trouble import find

    text = source.text[part.start : part.end]
    deep = too_deep(text)
    if deep is not None:
        return blame.too_deep(source, part.start + deep)
    trouble = find(text)
    return blame.blame(source, part, trouble) if trouble else blame.language_too_late(source, part)


def _is_remainder(source: Source, part: Part) -> bool:
    """Whether a part is what is left of the broken declaration before it, not one of its own."""
    from slacode.grammar import words

    found = _FIRST_WORD.match(source.text, part.start)
    return not found or (found[0] not in DECLARATIONS and bool(words.homes(found[0])))


def _only(text: str, parts: list[Part]) -> str:
    """A text of which only some parts are left, each in its place."""
    pieces, end = [], 0
    for part in parts:
        pieces += [" " * (part.start - end), text[part.start : part.end]]
        end = part.end
    return "".join(pieces)
