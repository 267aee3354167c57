"""Git repositories that tests make for themselves."""

import os
import subprocess
from pathlib import Path

import pytest


def git(*arguments: str) -> str:
    """What git prints in this folder; a failure is the test's."""
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def write(path: str, text: str | bytes) -> None:
    """Put a text into a file, making its folder."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode() if isinstance(text, str) else text)


def commit(name: str) -> str:
    """Commit all there is, under a tag of the same name; gives the commit."""
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", name)
    git("tag", name)
    return git("rev-parse", "HEAD")


def begin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty repository in a folder to stand in, which knows nothing of the machine's own settings."""
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "-q", "-b", "main")
    git("config", "user.name", "A")
    git("config", "user.email", "a@example.com")
