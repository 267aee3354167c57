"""Writes what the extension for Visual Studio Code takes from the grammar: python -m editors.generate."""

from __future__ import annotations

import json
from pathlib import Path

from slacode.grammar.highlighting import Highlighting, highlighting

FOLDER = Path(__file__).parent / "vscode"


def generated() -> dict[Path, str]:
    """Every file that is generated, with what it has to hold."""
    return {FOLDER / "syntaxes" / "slacode.tmLanguage.json": _text(textmate(highlighting()))}


def textmate(words: Highlighting) -> dict[str, object]:
    """The TextMate grammar, which colours a text until the language server has read it."""
    return {
        "comment": "Generated from the grammar by `python -m editors.generate`: change nothing here.",
        "name": "slacode",
        "scopeName": "source.slacode",
        "fileTypes": ["sla"],
        "patterns": [
            _allowance(),
            _pattern("comment.line.number-sign", "#.*$"),
            _pattern("string.quoted.double", words.string),
            _declaration(words),
            *(_pattern(f"constant.numeric.{kind}", pattern) for kind, pattern in words.figures),
            _pattern("constant.numeric.day", words.days),
            _pattern("support.type.currency", words.currency),
            _pattern("constant.language.zone", words.zone),
            _words("storage.type", words.declarations),
            _words("keyword.control", words.clauses),
            _words("keyword.other", words.others),
            _pattern("variable.other", words.name),
            _pattern("keyword.operator", "[=!<>]=|[<>=]|->"),
        ],
    }


def _pattern(scope: str, match: str) -> dict[str, object]:
    return {"name": f"{scope}.slacode", "match": match}


def _words(scope: str, words: tuple[str, ...]) -> dict[str, object]:
    return _pattern(scope, rf"\b(?:{'|'.join(words)})\b")


def _declaration(words: Highlighting) -> dict[str, object]:
    """A word that declares, and the name that it declares."""
    return {
        "match": rf"\b({'|'.join(words.declarations)})\s+({words.name})",
        "captures": {"1": {"name": "storage.type.slacode"}, "2": {"name": "entity.name.type.slacode"}},
    }


def _allowance() -> dict[str, object]:
    """`# allow CHECK`: a comment that does something."""
    return {
        "name": "comment.line.number-sign.slacode",
        "match": r"#\s*(allow)\s+([a-z]+(?:-[a-z]+)+).*$",
        "captures": {"1": {"name": "keyword.control.slacode"}, "2": {"name": "entity.name.tag.slacode"}},
    }


def _text(content: dict[str, object]) -> str:
    return json.dumps(content, indent=2) + "\n"


if __name__ == "__main__":
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
