"""Policies are read from any revision of a repository as from the working tree, which stays as it is."""

import os

import pytest

from slacode.diagnostics import PolicyError
from slacode.review.revisions import is_revision, merge_base, parents, read_revision
from slacode.source import read_sources
from tests.review.repository import begin, commit, git, write


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with two revisions and a working tree that differs from both."""
    begin(tmp_path, monkeypatch)
    write("policies/a.sla", "team a\n")
    write("policies/deep er/ü.sla", "team b\r\n")
    write("policies/.hidden/c.sla", "team c\n")
    write("policies/notes.txt", "nothing\n")
    commit("one")
    write("policies/a.sla", "team a2\n")
    os.remove("policies/deep er/ü.sla")
    commit("two")
    write("policies/a.sla", "team a3\n")
    return tmp_path


def texts(revision, *paths):
    sources, problems = read_revision(revision, paths)
    assert problems == []
    return {source.path: source.text for source in sources}


def test_each_revision_has_its_texts_and_the_working_tree_stays(repository):
    before = git("status", "--porcelain")
    assert texts("one", "policies") == {"policies/a.sla": "team a\n", "policies/deep er/ü.sla": "team b\n"}
    assert texts("two", "policies") == {"policies/a.sla": "team a2\n"}
    assert texts("main~1", ".") == texts("one", "policies")
    assert git("status", "--porcelain") == before == "M policies/a.sla"


def test_a_revision_reads_as_the_working_tree_that_it_was(repository):
    git("checkout", "-q", "-f", "one")
    sources, _ = read_sources(["policies"])
    assert read_revision("one", ["policies"]) == (sources, [])


def test_a_file_can_be_named_whatever_its_ending(repository):
    assert texts("one", "policies/notes.txt", "policies/a.sla") == {
        "policies/a.sla": "team a\n",
        "policies/notes.txt": "nothing\n",
    }


def test_paths_are_those_of_the_folder_one_stands_in(repository, monkeypatch):
    monkeypatch.chdir(repository / "policies")
    assert texts("two", ".") == {"a.sla": "team a2\n"}
    os.mkdir("empty")
    monkeypatch.chdir("empty")
    assert texts("two", "..") == {"../a.sla": "team a2\n"}
    assert texts("two", "../..") == {"../../policies/a.sla": "team a2\n"}


def test_from_a_folder_below_the_paths_are_those_of_the_working_tree(repository, monkeypatch):
    git("checkout", "-q", "-f", "one")
    monkeypatch.chdir(repository / "policies" / "deep er")
    for path in ("..", "../..", "../../policies"):
        sources, _ = read_sources([path])
        assert read_revision("one", [path]) == (sources, [])


def test_a_submodule_is_in_no_revision_of_this_repository(repository):
    git("-c", "protocol.file.allow=always", "clone", "-q", str(repository), "contracts")
    git("-c", "advice.addEmbeddedRepo=false", "add", "contracts")
    commit("submodule")
    for path in ("contracts", "contracts/policies", "."):
        _, problems = read_revision("HEAD", [path])
        assert [problem.message for problem in problems] == [
            "`contracts` is a submodule, the policies of which `HEAD` does not hold"
        ]
    assert texts("HEAD", "policies") == {"policies/a.sla": "team a3\n"}


def test_what_cannot_be_read_is_told(repository):
    write("policies/a.sla", b"\xff\xfe")
    os.symlink("a.sla", "policies/link.sla")
    commit("three")
    sources, problems = read_revision("three", ["policies", "none"])
    assert sources == []
    assert [(problem.check, problem.message) for problem in problems] == [
        ("no-policy", "no policy in `none` in `three`"),
        ("unreadable", "`policies/link.sla` is a link in `three`: name what it leads to"),
        ("unreadable", "`policies/a.sla` is not a text file: text in UTF-16, not in UTF-8"),
    ]


@pytest.mark.parametrize("name", ["nothing", "--help", "one two", "", "one:policies/a.sla"])
def test_a_revision_that_is_not_there_is_told(repository, name):
    assert not is_revision(name)
    with pytest.raises(PolicyError, match="there is no revision"):
        read_revision(name, ["policies"])


def test_no_repository_and_no_git_are_told(repository, tmp_path_factory, monkeypatch):
    assert is_revision("one")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(PolicyError, match="in no git repository"):
        read_revision("one", ["policies"])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PolicyError, match="git is not installed"):
        read_revision("one", ["policies"])
    assert not is_revision("one")


def test_a_repository_of_another_user_is_told(repository, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(PolicyError, match="belongs to another user"):
        read_revision("one", ["policies"])


def test_what_two_branches_have_in_common(repository):
    git("checkout", "-q", "-f", "-b", "side", "one")
    write("policies/b.sla", "team x\n")
    commit("aside")
    assert merge_base("main", "side") == git("rev-parse", "one")
    assert parents("side") == [git("rev-parse", "one")]
    git("checkout", "-q", "--orphan", "alone")
    commit("stranger")
    assert merge_base("main", "alone") is None
    with pytest.raises(PolicyError, match="`nowhere`"):
        merge_base("main", "nowhere")
