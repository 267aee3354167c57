"""A help desk whose evaluation is written as evidence, and what tests do with the folder."""

import hashlib
import json
from pathlib import Path

from click.testing import Result

from tests.commands import run

# January is over then: 3 of 9 tickets are late, 90% were promised.
LOG = ("--log", "tickets=tickets.csv", "--period", "2026-01", "--as-of", "2026-02-28")


def evaluate(*arguments: str) -> Result:
    return run("evaluate", *LOG, "--evidence", "evidence", *arguments)


def verify(*arguments: str) -> Result:
    return run("verify", "evidence", *arguments)


def differences(*arguments: str) -> list[tuple[str, str, str | None, str | None]]:
    """What differs, by file, figure, before and now."""
    told = json.loads(verify("--format", "json", *arguments).stdout)
    return [(one["file"], one["figure"], one["before"], one["now"]) for one in told["differences"]]


def seal_anew(folder: Path) -> None:
    """Write the digests of the files as they are, as one who knows the folder's make would."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = ((hashlib.sha256(path.read_bytes()).hexdigest(), path.relative_to(folder).as_posix()) for path in files)
    (folder / "SHA256SUMS").write_text("".join(f"{sha256}  {name}\n" for sha256, name in sums), encoding="utf-8")


def change(path: Path, before: str, now: str) -> None:
    """Put a text in place of another one that is there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, now), encoding="utf-8")


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of all files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
