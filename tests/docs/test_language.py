"""The language reference is true: its examples are read and judged, and no keyword or cited section is missing."""

import re

import pytest

import slacode
from slacode.grammar.parser import plain_lark
from slacode.grammar.printer import format_text
from slacode.grammar.reading import parse
from slacode.source import Source
from tests.docs.markdown import ROOT, Block, Table, parts_of, sections_of
from tests.docs.worked import SET_ASIDE, Worked, run, shown, worked_examples

PAGE = ROOT / "docs" / "language.md"
PARTS = parts_of(PAGE)
EXAMPLES = [part for part in PARTS if isinstance(part, Block) and part.info.split()[0] == "sla"]
WORKED = list(worked_examples(PARTS))

# How a fragment becomes a whole declaration.
FRAMES = {
    "sla condition": "metric m = count on tickets {{ each when {} }}",
    "sla target": "sla a {{ target t {{\n{}}} }}",
    "sla agreement": "sla a {{\n{}}}",
}


def whole(block: Block) -> str:
    return FRAMES[block.info].format(block.text) if block.info in FRAMES else block.text


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.name)
def test_every_example_is_in_the_language(block):
    _, mistakes = parse(Source(f"{PAGE.name}:{block.line}", whole(block)))
    assert [mistake.message for mistake in mistakes] == []


@pytest.mark.parametrize("block", [b for b in EXAMPLES if b.info == "sla complete"], ids=lambda block: block.name)
def test_complete_examples_are_understood(block, tmp_path):
    (tmp_path / "policy.sla").write_text(block.text, encoding="utf-8")
    assert slacode.load(tmp_path).model.agreements


@pytest.mark.parametrize("block", [b for b in EXAMPLES if b.info not in FRAMES], ids=lambda block: block.name)
def test_examples_are_laid_out_as_the_formatter_does(block):
    assert format_text(block.text) == block.text


def test_some_examples_are_worked_to_the_end():
    assert len(WORKED) >= 8
    assert all(example.tables for example in WORKED)


@pytest.mark.parametrize("example", WORKED, ids=lambda example: example.name)
def test_worked_examples_come_out_as_their_tables_say(example: Worked, tmp_path):
    policy = run(example, tmp_path)
    result = slacode.evaluate(policy, logs={example.log: str(tmp_path / "log.csv")}, as_of=example.as_of)
    zone = policy.model.agreements[0].versions[0].zone
    cases = result.cases.to_pylist()
    for table in example.tables:
        if table.head == SET_ASIDE:
            assert [_said(row) for row in result.set_aside] == list(table.rows)
        else:
            found = [shown(table, case, zone) for case in cases]
            assert found == list(table.rows)


def _said(row) -> dict[str, str]:
    return {"row": str(row.row), "column": row.column or "", "reason": row.reason}


def keywords() -> list[str]:
    """Every word that the grammar spells out, and those of its few patterns of words."""
    found = set()
    for terminal in plain_lark().terminals:
        pattern = terminal.pattern.value
        if terminal.pattern.type == "str" and re.match(r"[^\W\d]|24x7", pattern):
            found.add(pattern)
        elif words := re.match(r"\(([a-z|]+)\)(?:s\?)?\\b", pattern):
            found.update(words[1].split("|"))
    return sorted(found)


def test_the_grammar_has_keywords_to_look_for():
    assert {"sla", "extends", "24x7", "carried", "provider", "mon", "quarter", "excluded"} <= set(keywords())


@pytest.mark.parametrize("word", keywords())
def test_every_keyword_occurs_in_the_reference(word):
    code = "\n".join(re.findall(r"`[^`\n]+`|^```.*?^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))
    assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", code)


def cited() -> dict[str, str]:
    """The sections of the reference that the code cites, each with a place that does."""
    found = {}
    for path in sorted((ROOT / "slacode").rglob("*.py")):
        text = " ".join(path.read_text(encoding="utf-8").split())
        for said in re.findall(r"language reference, ((?:\d+(?:\.\d+)?(?:, | to | and )?)+)", text):
            for section in re.findall(r"\d+(?:\.\d+)?", said):
                found.setdefault(section, path.relative_to(ROOT).as_posix())
    return found


def test_every_section_that_the_code_cites_is_there():
    sections = set(sections_of(PAGE))
    assert cited()
    assert {section: place for section, place in cited().items() if section not in sections} == {}


def test_sections_are_numbered_without_a_gap():
    numbers = [tuple(map(int, section.split("."))) for section in sections_of(PAGE)]
    expected = []
    for chapter, paragraphs in enumerate([0, 5, 5, 5, 6, 7, 8, 3, 0, 6], start=1):
        expected += [(chapter,), *((chapter, paragraph) for paragraph in range(1, paragraphs + 1))]
    assert numbers == expected


def test_tables_of_cases_have_rows():
    assert all(part.rows for part in PARTS if isinstance(part, Table))
