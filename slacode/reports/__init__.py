"""Output formats: one file each, known by its name, with one function for each record that it can show."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from slacode import family
from slacode.diagnostics import Diagnostic, Location, sort_key
from slacode.reports._formats import Render, renderer
from slacode.settings import Settings
from slacode.source import Source


@dataclass(frozen=True)
class Findings:
    """What `check` found, in its fixed order, and the text it found it in; every format shows this one record.

    `settings` say which severities fail a run.
    """

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    settings: Settings = field(default_factory=Settings)

    @classmethod
    def of(
        cls, diagnostics: Iterable[Diagnostic], sources: Iterable[Source] = (), settings: Settings | None = None
    ) -> Findings:
        """The record of some findings in any order."""
        by_path = {source.path: source for source in sources}
        return cls(tuple(sorted(diagnostics, key=sort_key)), by_path, settings or Settings())

    def under(self, folder: str) -> Findings:
        """The same with paths that begin where `folder` does, as services want them from the top of a repository."""
        if not folder:
            return self
        moved = [_moved(d, folder) for d in self.diagnostics]
        sources = [replace(one, path=_under(folder, one.path)) for one in self.sources.values()]
        return Findings.of(moved, sources, self.settings)

    @property
    def open(self) -> tuple[Diagnostic, ...]:
        """The findings that no policy allows (language reference, 9); formats for people show these alone."""
        return tuple(d for d in self.diagnostics if d.allowed is None)

    @property
    def failing(self) -> tuple[Diagnostic, ...]:
        """The open findings that fail a run (`--fail-on`)."""
        return tuple(d for d in self.open if self.settings.fails([d]))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What each of the diagnostics is known by from run to run, wherever it moves; no two have the same."""
        from slacode.baseline import fingerprints

        return tuple(fingerprints(self.diagnostics))


def _moved(d: Diagnostic, folder: str) -> Diagnostic:
    labels = tuple(replace(one, at=_at(one.at, folder)) for one in d.labels)
    return replace(d, at=_at(d.at, folder) if d.at else None, labels=labels)


def _at(at: Location, folder: str) -> Location:
    return replace(at, path=_under(folder, at.path))


def _under(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def formats(record: str) -> tuple[str, ...]:
    """The names of the formats that can show a record, such as `findings`; those with a folder have theirs there."""
    files = family.names(__name__, folders=False)
    return tuple(name for name in files if callable(getattr(family.member(__name__, name), record, None)))


render_findings: Render[Findings] = renderer(__name__, "findings")
"""Findings in a format."""
