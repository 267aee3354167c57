"""Families: members are found by their files, and named without being imported."""

import sys

import pytest

from slacode import family


@pytest.fixture
def animals(tmp_path, monkeypatch):
    package = tmp_path / "animals_family"
    package.mkdir()
    for name in ("__init__", "wolf", "bear", "_helper"):
        (package / f"{name}.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "animals_family"
    for name in [name for name in sys.modules if name.startswith("animals_family")]:
        del sys.modules[name]


def test_members_are_named_in_order_without_importing_them(animals):
    assert family.names(animals) == ("bear", "wolf")
    assert not any(name.startswith(animals) for name in sys.modules)


def test_members_are_imported_in_the_same_order(animals):
    assert [(name, module.NAME) for name, module in family.members(animals)] == [("bear", "bear"), ("wolf", "wolf")]


def test_a_member_that_is_none_is_an_error(animals):
    with pytest.raises(ModuleNotFoundError):
        family.member(animals, "unicorn")
