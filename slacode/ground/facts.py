"""Keeps what large libraries say beside the compiled modules: one is loaded only when it is asked something new.

The few facts that policies need of a library (the holidays of a year, whether a currency exists) are small, and the
same as long as it is; to load it takes longer than to check a policy. What is kept holds for one library as it is
installed and for one version of the module that asks. Where nothing can be kept, the library is asked each time.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from slacode.ground.wholefile import write_whole

Fact: TypeAlias = "str | int | bool | list[Fact] | None"
"""What can be kept: plain values and lists of them."""


class Facts:
    """The facts of one library; `asking` is the file of the module that asks, `folder` where they are kept."""

    def __init__(self, library: str, asking: str, folder: Path | None = None) -> None:
        self._library, self._asking = library, asking
        self._path = (folder or Path(asking).parent / "__pycache__") / f"{library}.facts.json"

    def of(self, key: str, ask: Callable[[], Fact]) -> Fact:
        """The fact of a name: as kept, or else as the library says when it is asked now."""
        if key not in self._kept:
            self._kept[key] = ask()
            with contextlib.suppress(OSError):
                self._keep()
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[str, Fact]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            facts = kept["facts"] if kept["of"] == self._of else {}
        except (OSError, ValueError, LookupError, TypeError):
            return {}
        return facts if isinstance(facts, dict) else {}

    @cached_property
    def _of(self) -> list[str]:
        """What the facts hold for: the library by its files and its versions, and the module by its file."""
        spec = find_spec(self._library)
        if spec is None or spec.origin is None:
            return []
        installed = Path(spec.origin).parent
        with os.scandir(installed.parent) as entries:
            versions = sorted(entry.name for entry in entries if entry.name.startswith(f"{self._library}-"))
        return [_stamp(spec.origin), *versions, _stamp(self._asking)]

    def _keep(self) -> None:
        """Write all facts anew, whole, whoever else writes them at the same time: at worst one is asked again."""
        self._path.parent.mkdir(exist_ok=True)
        write_whole(self._path, json.dumps({"of": self._of, "facts": self._kept}, sort_keys=True))


def _stamp(path: str) -> str:
    about = os.stat(path)
    return f"{path} {about.st_size} {about.st_mtime_ns}"
