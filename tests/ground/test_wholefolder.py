"""Folders appear whole or not at all, and what stood there before stands there until then."""

import os
from pathlib import Path

import pytest

from slacode.ground.wholefolder import whole_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill_half(path: Path) -> None:
    with whole_folder(path) as folder:
        (folder / "new").write_text("new")
        raise ValueError("no more")


def test_a_folder_takes_the_place_of_the_one_before(tmp_path):
    path = tmp_path / "deep" / "evidence"
    for text in ("first", "second"):
        with whole_folder(path) as folder:
            (folder / text).write_text(text)
            (folder / "inner").mkdir()
            assert path.exists() == (text == "second")
        assert names(path) == sorted([text, "inner"])
        assert names(path.parent) == ["evidence"]


def test_a_folder_that_fails_leaves_the_one_of_before(tmp_path):
    path = tmp_path / "evidence"
    path.mkdir()
    (path / "old").write_text("old")
    with pytest.raises(ValueError, match="no more"):
        fill_half(path)
    assert names(path) == ["old"]
    assert names(tmp_path) == ["evidence"]


def test_the_folder_of_before_comes_back_if_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    path = tmp_path / "evidence"
    path.mkdir()
    (path / "old").write_text("old")
    rename, calls = os.rename, []

    def second_fails(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        rename(*arguments)

    monkeypatch.setattr("os.rename", second_fails)
    with pytest.raises(OSError, match="Input/output"), whole_folder(path):
        pass
    assert len(calls) == 3  # aside, the one that fails, and back
    assert names(path) == ["old"]
    assert names(tmp_path) == ["evidence"]
