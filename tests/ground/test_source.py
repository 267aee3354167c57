"""Reading policies: every file once, in a fixed order, and a place for whatever is no text."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.diagnostics import Diagnostic, Location
from slacode.source import Source, decode, read_sources


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, data: bytes | str = "language 1\n") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data if isinstance(data, bytes) else data.encode())


def paths(given_paths, **options) -> list[str]:
    sources, problems = read_sources(given_paths, **options)
    assert problems == []
    return [source.path for source in sources]


def only_problem(data: bytes) -> Diagnostic:
    outcome = decode("a.sla", data)
    assert isinstance(outcome, Diagnostic)
    assert outcome.check == "unreadable"
    return outcome


# ---- places


def test_columns_count_code_points_from_one():
    source = Source("a.sla", "aé\n😀x\n")
    assert [source.line_column(offset) for offset in range(7)] == [
        (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1),
    ]  # fmt: skip
    assert [source.line_text(line) for line in range(5)] == ["", "aé", "😀x", "", ""]
    assert source.line_count == 3


def test_a_location_ends_before_its_end():
    assert Source("a.sla", "ab\ncd").location(1, 4) == Location("a.sla", 1, 2, 2, 2)


@given(st.text(alphabet="ab\n😀\t"))
def test_places_are_those_of_counting_characters_one_by_one(text):
    source = Source("a.sla", text)
    line, column = 1, 1
    for offset, character in enumerate(text):
        assert source.line_column(offset) == (line, column)
        assert source.line_text(line)[column - 1 : column] == character.strip("\n")
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    assert source.line_column(len(text)) == (line, column)


# ---- text


def test_a_byte_order_mark_is_dropped_and_line_ends_become_line_feeds():
    assert decode("a.sla", b"\xef\xbb\xbfa\r\nb\rc\n\r") == Source("a.sla", "a\nb\nc\n\n")


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        (b"abc\r\nd\xffe", 2, 2, "byte 0xff"),
        (b"\xef\xbb\xbfab\xfc", 1, 3, "byte 0xfc"),  # the mark is no column
        ("é\n😀\0".encode(), 2, 2, "U+0000"),
        (b"a\x1b[31m", 1, 2, "U+001B"),
        ("\ud800".encode("utf-8", "surrogatepass"), 1, 1, "byte 0xed"),
        ("language 1".encode("utf-16"), 1, 1, "UTF-16"),
        (b"PAR1\x15\x04\x15", 1, 5, "U+0015"),
    ],
)
def test_what_is_no_text_is_told_with_its_place(data, line, column, said):
    problem = only_problem(data)
    assert problem.at == Location("a.sla", line, column, line, column + 1)
    assert said in problem.message
    assert problem.help


@given(st.binary(max_size=60))
def test_any_bytes_give_text_or_a_place_in_it(data):
    outcome = decode("a.sla", data)
    if isinstance(outcome, Source):
        assert "\r" not in outcome.text
        assert "\0" not in outcome.text
    else:
        assert 1 <= outcome.at.line <= data.count(b"\n") + data.count(b"\r") + 1


# ---- files and folders


def test_a_folder_gives_its_policies_in_order_hidden_ones_aside(here):
    for name in ("p/b.sla", "p/a/z.sla", "p/.git/x.sla", "p/.#b.sla", "p/note.txt", "p/a.sla"):
        write(name)
    assert paths(["p"]) == ["p/a.sla", "p/a/z.sla", "p/b.sla"]
    assert paths(["p/"]) == ["p/a.sla", "p/a/z.sla", "p/b.sla"]
    assert paths(["."]) == ["p/a.sla", "p/a/z.sla", "p/b.sla"]


def test_a_file_counts_once_by_whatever_names_it_is_given(here):
    write("p/a.sla")
    os.symlink("a.sla", "p/z.sla")
    named = ["p/a.sla", "./p/a.sla", "p", str(here / "p" / "a.sla")]
    assert paths(named) == paths(reversed(named)) == ["p/a.sla"]


def test_a_named_file_needs_no_suffix(here):
    write("policy.txt")
    assert paths(["policy.txt"]) == ["policy.txt"]


def test_standard_input_is_named_as_asked(here):
    stdin = io.BytesIO(b"language 1\r\n")
    assert read_sources(["-"], "x/y.sla", stdin) == ([Source("x/y.sla", "language 1\n")], [])
    assert paths(["-"], stdin=io.BytesIO(b"")) == ["-"]


def test_a_file_of_twelve_megabytes_in_one_line_is_read(here):
    write("big.sla", b"# " + b"x" * 12_000_000)
    (source,), problems = read_sources(["big.sla"])
    assert problems == []
    assert source.line_column(12_000_002) == (1, 12_000_003)


def test_what_leads_to_no_policy_is_told_and_stops_no_other(here):
    write("a.sla")
    write("bad.sla", b"\xff")
    Path("empty").mkdir()
    sources, problems = read_sources(["nothing.sla", "empty", "bad.sla", "a.sla", "nul\0"])
    assert [source.path for source in sources] == ["a.sla"]
    assert [(p.check, p.message) for p in problems] == [
        ("no-policy", "no policy in `empty`: no file there ends in `.sla`"),
        ("no-policy", "there is no file or folder `nothing.sla`"),
        ("unreadable", "`nul\0` cannot be read: embedded null byte"),
        ("unreadable", "`bad.sla` is not a text file: byte 0xff is not text in UTF-8"),
    ]


def test_a_pipe_in_a_folder_is_told_and_nobody_waits_for_it(here):
    write("p/a.sla")
    os.mkfifo("p/b.sla")
    sources, (problem,) = read_sources(["p"])
    assert [source.path for source in sources] == ["p/a.sla"]
    assert problem.message == "`p/b.sla` is a pipe, not a file"


def test_an_empty_path_is_told(here):
    _, (problem,) = read_sources([""])
    assert problem.message == "a path is empty"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind everybody")
def test_a_file_that_may_not_be_read_is_told(here):
    write("a.sla")
    os.chmod("a.sla", 0)
    _, (problem,) = read_sources(["a.sla"])
    assert problem.message == "`a.sla` cannot be read: permission denied"


def test_the_bytes_of_a_file_are_kept_as_they_were(tmp_path):
    for written in (b"team a\n", b"\xef\xbb\xbfteam a\r\n", b"team a\rteam b\r\n", "team ä\n".encode()):
        (tmp_path / "a.sla").write_bytes(written)
        [source] = read_sources([tmp_path / "a.sla"])[0]
        assert source.data == written
        assert "\r" not in source.text
    assert Source("a.sla", "team a\n").data == b"team a\n"
