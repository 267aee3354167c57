"""Colours policies wherever Pygments does: in documentation, on web pages, in terminals."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Whitespace

from slacode.grammar.highlighting import highlighting

_WORDS = highlighting()


class SlacodeLexer(RegexLexer):  # type: ignore[misc] # Pygments brings no types
    """The language of slacode, known to Pygments as `slacode` and `sla`."""

    name = "slacode"
    aliases: ClassVar = ["slacode", "sla"]
    filenames: ClassVar = ["*.sla"]
    mimetypes: ClassVar = ["text/x-slacode"]

    tokens: ClassVar = {
        "root": [
            (r"\s+", Whitespace),
            (r"#.*$", Comment.Single),
            (_WORDS.string, String.Double),
            (
                rf"\b({'|'.join(_WORDS.declarations)})(\s+)({_WORDS.name})",
                bygroups(Keyword.Declaration, Whitespace, Name.Class),
            ),
            *((pattern, Number) for _, pattern in _WORDS.figures),
            (_WORDS.days, Number),
            (_WORDS.currency, Keyword.Type),
            (_WORDS.zone, Name.Constant),
            (words(_WORDS.declarations, prefix=r"\b", suffix=r"\b"), Keyword.Declaration),
            (words(_WORDS.clauses, prefix=r"\b", suffix=r"\b"), Keyword),
            (words(_WORDS.others, prefix=r"\b", suffix=r"\b"), Keyword.Pseudo),
            (_WORDS.name, Name),
            (r"[=!<>]=|[<>=]|->", Operator),
            (r"[{}()\[\],:.-]", Punctuation),
            (r".", Punctuation),
        ]
    }
