"""The versions of all that a result depends on besides policies and logs: slacode, its engines, zones and holidays."""

from __future__ import annotations

import platform
import zoneinfo
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ENGINES = ("duckdb", "holidays", "iso4217", "numpy", "pyarrow")


def slacode_version() -> str:
    """The version of slacode, `unknown` where it is not installed."""
    return _version("slacode")


def engine_versions() -> dict[str, str]:
    """The versions of Python, the data engine, the holidays, the currencies and the time zones, by name."""
    found = {name: _version(name) for name in _ENGINES}
    return dict(sorted({**found, "python": platform.python_version(), "time zones": _zones()}.items()))


def _zones() -> str:
    """The release of the time zones: the system's if it has some, as Python prefers them, else the package's."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "Etc" / "UTC").is_file():
            return _release(folder / "tzdata.zi") or f"those of {folder.as_posix()}"
    return _version("tzdata")


def _release(path: Path) -> str | None:
    """What the first line of the compact rules says: `# version 2026a`."""
    try:
        with path.open(encoding="utf-8", errors="replace") as rules:
            return rules.readline().strip().removeprefix("# version ") or None
    except OSError:
        return None


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
