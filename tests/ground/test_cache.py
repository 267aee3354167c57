"""The cache: never wrong, never in the way, safe to delete, safe from what others put there."""

import os
import pickle
import threading
import time
from pathlib import Path

import pytest

import slacode
from slacode.diagnostics import Diagnostic, Location, Severity
from slacode.ground import cache as module
from slacode.ground.cache import Cache, cache_for, key_of

CLASSES = (Diagnostic, Severity, Location)
VALUE = (Diagnostic("syntax", Severity.ERROR, "no", Location("a.sla", 1, 1, 1, 2)), 5)
KEY = "k"


@pytest.fixture
def cache(tmp_path):
    made = Cache(tmp_path / "c")
    made.put(KEY, VALUE)
    return made


def entry(cache):
    return cache.folder / f"{KEY}.entry"


def test_what_was_put_is_got(cache):
    assert cache.get(KEY, CLASSES) == VALUE
    assert cache.get("other", CLASSES) is None


def test_version_control_and_backups_pass_over_the_folder(cache):
    assert (cache.folder / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (
        (cache.folder / "CACHEDIR.TAG")
        .read_text(encoding="utf-8")
        .startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


@pytest.mark.parametrize("place", range(0, 120, 7))
def test_a_damaged_entry_counts_as_not_there_and_is_made_anew(cache, place):
    content = bytearray(entry(cache).read_bytes())
    content[place % len(content)] ^= 1
    entry(cache).write_bytes(content)
    assert cache.get(KEY, CLASSES) is None
    cache.put(KEY, VALUE)
    assert cache.get(KEY, CLASSES) == VALUE


def test_an_entry_cut_short_or_empty_counts_as_not_there(cache):
    whole = entry(cache).read_bytes()
    for length in (0, 3, 16, len(whole) - 1):
        entry(cache).write_bytes(whole[:length])
        assert cache.get(KEY, CLASSES) is None


class Harm:
    """What an attacker would put into an entry: reading it runs a program."""

    def __reduce__(self):
        return os.mkdir, ("harmed",)


def test_an_entry_that_would_run_a_program_is_not_read(cache, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = pickle.dumps(Harm())
    entry(cache).write_bytes(module._digest(data) + data)
    assert cache.get(KEY, CLASSES) is None
    assert not (tmp_path / "harmed").exists()
    pickle.loads(data)  # read by anything else, it does run
    assert (tmp_path / "harmed").exists()


def test_a_class_that_is_not_expected_is_not_read(cache):
    assert cache.get(KEY, (Diagnostic, Severity)) is None


def test_deleting_it_at_any_time_is_safe(cache):
    for path in cache.folder.iterdir():
        path.unlink()
    assert cache.get(KEY, CLASSES) is None
    cache.folder.rmdir()
    assert cache.get(KEY, CLASSES) is None
    cache.put(KEY, VALUE)
    assert cache.get(KEY, CLASSES) == VALUE


def test_a_folder_that_cannot_be_written_never_fails_a_run(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = Cache(tmp_path / "file" / "c")
    blocked.put(KEY, VALUE)
    assert blocked.get(KEY, CLASSES) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind everybody")
def test_a_read_only_folder_never_fails_a_run(cache):
    cache.folder.chmod(0o500)
    cache.put("new", VALUE)
    assert cache.get("new", CLASSES) is None
    assert cache.get(KEY, CLASSES) == VALUE


def test_many_writers_of_one_entry_leave_one_whole(cache):
    writers = [threading.Thread(target=lambda: [cache.put(KEY, VALUE) for _ in range(30)]) for _ in range(4)]
    for writer in writers:
        writer.start()
    seen = {repr(cache.get(KEY, CLASSES)) for _ in range(200)}
    for writer in writers:
        writer.join()
    assert seen == {repr(VALUE)}
    assert sorted(path.name for path in cache.folder.iterdir()) == [".gitignore", "CACHEDIR.TAG", "k.entry"]


def test_what_is_older_than_a_month_is_forgotten(cache):
    old, half_written = entry(cache), cache.folder / ".new-killed"
    half_written.write_bytes(b"")
    for path in (old, half_written, cache.folder / ".gitignore"):
        os.utime(path, (time.time() - 31 * 24 * 3600,) * 2)
    cache.put("new", VALUE)
    assert sorted(path.name for path in cache.folder.iterdir()) == [".gitignore", "CACHEDIR.TAG", "new.entry"]


def test_no_cache_remembers_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    off = cache_for(None, False)
    off.put(KEY, VALUE)
    assert off.get(KEY, CLASSES) is None
    assert list(tmp_path.iterdir()) == []


# ---- keys


def test_keys_tell_parts_apart_wherever_they_are_cut():
    keys = {key_of(parts) for parts in (["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["a", "b", "c"], ["c", "ab"])}
    assert len(keys) == 6
    assert key_of(["ab", "c"]) == key_of(["ab", "c"])
    assert key_of(["\ud800"])  # a path that is no text


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Another slacode, whose files can be edited, and another place in which packages are installed."""
    own = tmp_path / "slacode"
    (own / "engine").mkdir(parents=True)
    (own / "engine" / "check.py").write_text("a = 1\n", encoding="utf-8")
    site = tmp_path / "site"
    (site / "lark-1.2.2.dist-info").mkdir(parents=True)
    monkeypatch.setattr(module, "_PACKAGE", own)
    monkeypatch.setattr(module.sys, "path", [str(site), str(tmp_path / "not there")])
    return tmp_path


def test_the_files_of_slacode_are_all_that_the_package_has():
    assert Path(slacode.__file__).parent == module._PACKAGE


def test_an_edit_of_slacode_changes_every_key(package):
    before = key_of(["x"])
    (package / "slacode/engine/check.py").write_text("a = 2\n", encoding="utf-8")
    after = key_of(["x"])
    (package / "slacode/engine/new.lark").write_text("", encoding="utf-8")
    assert len({before, after, key_of(["x"])}) == 3


def test_compiled_python_files_change_no_key(package):
    before = key_of(["x"])
    (package / "slacode/__pycache__").mkdir()
    (package / "slacode/__pycache__/check.pyc").write_bytes(b"1")
    assert key_of(["x"]) == before


def test_an_upgrade_of_a_package_changes_every_key(package):
    before = key_of(["x"])
    (package / "site/lark-1.2.2.dist-info").rename(package / "site/lark-1.3.0.dist-info")
    assert key_of(["x"]) != before


def test_another_python_changes_every_key(package, monkeypatch):
    before = key_of(["x"])
    monkeypatch.setattr(module.sys, "version", "4.0")
    assert key_of(["x"]) != before
