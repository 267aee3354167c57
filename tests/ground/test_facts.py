"""What libraries say is asked once, kept for as long as it holds, and asked again in doubt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slacode.ground.facts import Fact, Facts


class Asked:
    """A question that counts how often it is put."""

    def __init__(self, answer: Fact) -> None:
        self.answer, self.times = answer, 0

    def __call__(self) -> Fact:
        self.times += 1
        return self.answer


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    module = tmp_path / "module.py"
    module.write_text("first")
    return module


@pytest.mark.parametrize("answer", [None, "a sentence", 2, True, [[1, 2], []]])
def test_an_answer_is_kept_from_run_to_run(asking: Path, answer: Fact) -> None:
    asked = Asked(answer)
    assert [Facts("iso4217", str(asking)).of("key", asked) for _ in range(3)] == [answer] * 3
    assert asked.times == 1


def test_another_question_is_asked_beside_what_is_kept(asking: Path) -> None:
    facts = Facts("iso4217", str(asking))
    assert (facts.of("one", lambda: 1), facts.of("two", lambda: 2)) == (1, 2)
    asked = Asked(0)
    again = Facts("iso4217", str(asking))
    assert (again.of("one", asked), again.of("two", asked), asked.times) == (1, 2, 0)


def test_a_module_that_has_changed_asks_again(asking: Path) -> None:
    Facts("iso4217", str(asking)).of("key", lambda: "old")
    asking.write_text("second, and longer")
    assert Facts("iso4217", str(asking)).of("key", lambda: "new") == "new"


def test_another_library_has_facts_of_its_own(asking: Path) -> None:
    Facts("iso4217", str(asking)).of("key", lambda: "one")
    assert Facts("holidays", str(asking)).of("key", lambda: "other") == "other"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"of": 1}', '{"of": [], "facts": {"key": "wrong"}}', "\x00"])
def test_what_is_damaged_or_holds_for_another_library_counts_as_not_there(asking: Path, damage: str) -> None:
    Facts("iso4217", str(asking)).of("key", lambda: "right")
    (kept,) = (asking.parent / "__pycache__").iterdir()
    kept.write_text(damage)
    assert Facts("iso4217", str(asking)).of("key", lambda: "right") == "right"
    assert json.loads(kept.read_text())["facts"] == {"key": "right"}


def test_where_nothing_can_be_written_the_library_is_asked_each_time(asking: Path) -> None:
    (asking.parent / "__pycache__").write_text("a file where the folder would be")
    asked = Asked("as told")
    assert [Facts("iso4217", str(asking)).of("key", asked) for _ in range(2)] == ["as told"] * 2
    assert asked.times == 2
