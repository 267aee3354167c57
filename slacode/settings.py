"""Settings of a project, from `slacode.toml` or `[tool.slacode]` in `pyproject.toml`; a wrong key is never ignored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

from slacode.diagnostics import Diagnostic, Location, PolicyError, Severity, did_you_mean
from slacode.ground.saying import say_why
from slacode.source import Source, decode

FAIL_ON = ("error", "warning", "note", "never")
COLORS = ("auto", "always", "never")
_SEVERITIES = tuple(severity.value for severity in Severity)

ALWAYS_TOLD = frozenset(
    {
        *("settings", "unreadable", "no-policy", "syntax", "type-mismatch", "impossible-value", "missing-clause"),
        *("unknown-currency", "unknown-holidays", "unknown-name", "unknown-value", "unknown-zone"),
        *("duplicate-amendment", "duplicate-clause", "duplicate-name", "amendment-outside-term", "extends-cycle"),
    }
)
"""What says that something was not understood, so that no check looked at anything: no setting leaves it out."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Settings:
    """How findings are chosen and shown.

    `select` empty means every check, `ignore` takes some of them out again, `severity` gives a check another one; what
    is `ALWAYS_TOLD` is out of their reach.
    `fail_on` is the least severity that makes a run fail. `path` is the file they come from.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    severity: Mapping[str, Severity] = field(default_factory=dict)
    format: str = "text"
    color: str = "auto"
    cache: bool = True
    path: str | None = None

    def applied_to(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings of checks that are chosen, each with the severity that the settings give it."""
        return [
            replace(finding, severity=self.severity.get(finding.check, finding.severity))
            for finding in findings
            if finding.check in ALWAYS_TOLD or self._chooses(finding.check)
        ]

    def _chooses(self, check: str) -> bool:
        return check not in self.ignore and (not self.select or check in self.select)

    def fails(self, findings: Iterable[Diagnostic]) -> bool:
        """Whether a finding that no policy allows is as severe as `fail_on` or more."""
        if self.fail_on == "never":
            return False
        least = Severity(self.fail_on)
        return any(finding.severity >= least for finding in findings if finding.allowed is None)


def load_settings(folder: Path) -> Settings:
    """The settings that hold in a folder: the nearest file upwards that has some, else the defaults.

    Raises `PolicyError` with a finding `settings` for each unknown key and each value of a wrong type.
    """
    for place in (folder, *folder.parents):
        for name, table in (("slacode.toml", ()), ("pyproject.toml", ("tool", "slacode"))):
            path = place / name
            if path.is_file():
                settings = _read(path, table, _shown(path, folder))
                if settings is not None:
                    return settings
    return Settings()


def _shown(path: Path, folder: Path) -> str:
    return path.name if path.parent == folder else path.as_posix()


def _read(path: Path, table: tuple[str, ...], shown: str) -> Settings | None:
    source = _text(path, shown)
    try:
        content: object = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        if table and "tool.slacode" not in source.text:
            return None  # another program's business
        raise PolicyError([_syntax(source, error)], [source]) from None
    for key in table:
        content = content.get(key) if isinstance(content, dict) else None
    if content is None:
        return None
    if not isinstance(content, dict):
        message = f"`{'.'.join(table)}` in `{shown}` must be a table"
        raise PolicyError([Diagnostic("settings", Severity.ERROR, message, Location(shown, 1, 1, 1, 1))])
    return _Reader(source, table, content).settings()


def _text(path: Path, shown: str) -> Source:
    try:
        outcome = decode(shown, path.read_bytes())
    except OSError as error:
        message = f"`{shown}` cannot be read: {say_why(error)}"
        raise PolicyError([Diagnostic("settings", Severity.ERROR, message)]) from None
    if isinstance(outcome, Diagnostic):
        raise PolicyError([replace(outcome, check="settings")])
    return outcome


def _syntax(source: Source, error: tomllib.TOMLDecodeError) -> Diagnostic:
    # Before Python 3.14 the place is told in the message alone.
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    line, column = (int(place[1]), int(place[2])) if place else (source.line_count, 1)
    said = re.sub(r" \(at .*\)$", "", str(error))
    message = f"`{source.path}` is not valid TOML: {said[:1].lower()}{said[1:]}"
    return Diagnostic("settings", Severity.ERROR, message, Location(source.path, line, column, line, column + 1))


class _Reader:
    """Turns a table into settings and gathers everything that is wrong with it."""

    def __init__(self, source: Source, table: tuple[str, ...], content: Mapping[str, object]) -> None:
        self.source = source
        self.header = f"[{'.'.join(table)}]" if table else ""
        self.content = content
        self.problems: list[Diagnostic] = []

    def settings(self) -> Settings:
        known = [item.name for item in fields(Settings) if item.name != "path"]
        for key in self.content:
            if key not in known:
                self._unknown(key, known)
        settings = Settings(
            select=self._names("select"),
            ignore=self._names("ignore"),
            fail_on=self._choice("fail_on", self.content.get("fail_on", Settings.fail_on), FAIL_ON),
            severity=self._severities("severity"),
            format=self._text("format", Settings.format),
            color=self._choice("color", self.content.get("color", Settings.color), COLORS),
            cache=self._yes_no("cache", Settings.cache),
            path=self.source.path,
        )
        if self.problems:
            raise PolicyError(self.problems, [self.source])
        return settings

    def _names(self, key: str) -> tuple[str, ...]:
        value = self.content.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._wrong(key, 'a list of names, such as `["ola-slower-than-sla"]`', ())

    def _text(self, key: str, default: str) -> str:
        value = self.content.get(key, default)
        return value if isinstance(value, str) else self._wrong(key, "a name in quotes", default)

    def _yes_no(self, key: str, default: bool) -> bool:
        value = self.content.get(key, default)
        return value if isinstance(value, bool) else self._wrong(key, "`true` or `false`", default)

    def _choice(self, key: str, value: object, choices: tuple[str, ...]) -> str:
        if isinstance(value, str) and value in choices:
            return value
        return self._wrong(key, "one of " + ", ".join(f'`"{choice}"`' for choice in choices), choices[0])

    def _severities(self, key: str) -> dict[str, Severity]:
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            return self._wrong(key, 'a table, such as `severity = { ola-slower-than-sla = "note" }`', {})
        return {check: Severity(self._choice(check, name, _SEVERITIES)) for check, name in value.items()}

    def _wrong(self, key: str, wanted: str, instead: _T) -> _T:
        message = f"`{key}` in `{self.source.path}` must be {wanted}"
        self.problems.append(Diagnostic("settings", Severity.ERROR, message, self._at(key)))
        return instead

    def _unknown(self, key: str, known: list[str]) -> None:
        near = did_you_mean(key.replace("-", "_"), known)
        help_ = f"did you mean `{near}`?" if near else "there are " + ", ".join(f"`{name}`" for name in known)
        message = f"`{self.source.path}` knows no setting `{key}`"
        self.problems.append(Diagnostic("settings", Severity.ERROR, message, self._at(key), help=(help_,)))

    def _at(self, key: str) -> Location:
        """The place of a key, as well as it can be told: the parser keeps none."""
        text = self.source.text
        begin = max(text.find(self.header), 0)
        found = re.compile(rf"""(?<![\w-])["']?{re.escape(key)}["']?\s*(?==|\])""").search(text, begin)
        start, end = found.span() if found else (begin, begin + len(self.header))
        return self.source.location(start, start + len(text[start:end].rstrip()))
