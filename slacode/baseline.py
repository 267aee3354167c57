"""Baselines: the findings that a project knew on a day, so that only newer ones fail."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from slacode.diagnostics import Allowed, Diagnostic, JsonValue, sort_key
from slacode.ground.saying import say_why

FORMAT_VERSION = 1


class BaselineError(Exception):
    """A baseline that cannot be read; the message says why."""


@dataclass(frozen=True)
class Baseline:
    """Findings by their fingerprints, each with how often it is known; `path` is the file, as the user named it."""

    path: str
    known: Mapping[str, int]

    def applied_to(self, findings: Iterable[Diagnostic]) -> tuple[list[Diagnostic], int]:
        """The findings, known ones marked as allowed, and how many known ones are there no more.

        What a comment in a policy allows already counts as known too, but keeps its own reason.
        """
        left = Counter(self.known)
        marked = []
        for finding in sorted(findings, key=sort_key):
            key = fingerprint(finding)
            is_known = left[key] > 0
            if is_known:
                left[key] -= 1
            allowed = Allowed(None, f"in the baseline `{self.path}`", by_policy=False) if is_known else None
            marked.append(replace(finding, allowed=finding.allowed or allowed))
        return marked, sum(left.values())


def fingerprint(finding: Diagnostic) -> str:
    """What a finding is known by: its check, file and message, not its line, so that text above it may come and go."""
    path = finding.at.path if finding.at else ""
    said = "\n".join([finding.check, path, " ".join(finding.message.split())])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprints(findings: Iterable[Diagnostic]) -> list[str]:
    """The fingerprint of each finding, those that share one told apart by their order."""
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        key = fingerprint(finding)
        found.append(f"{key}-{seen[key] + 1}" if seen[key] else key)
        seen[key] += 1
    return found


def read_baseline(path: str) -> Baseline:
    """The baseline in a file; raises `BaselineError`."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if content["format_version"] != FORMAT_VERSION:
            raise BaselineError(f"`{path}` is a baseline of another version of slacode: write it anew")
        return Baseline(path, Counter(str(entry["fingerprint"]) for entry in content["findings"]))
    except OSError as error:
        raise BaselineError(f"`{path}` cannot be read: {say_why(error)}") from None
    except (ValueError, KeyError, TypeError):
        raise BaselineError(f"`{path}` is no baseline: write one with `--write-baseline`") from None


def baseline_text(findings: Iterable[Diagnostic]) -> str:
    """The text of a baseline that knows all findings which no comment allows, in their fixed order."""
    entries: list[JsonValue] = [
        {
            "fingerprint": fingerprint(finding),
            "check": finding.check,
            "path": finding.at.path if finding.at else None,
            "message": finding.message,
        }
        for finding in sorted(findings, key=sort_key)
        if finding.allowed is None
    ]
    content: dict[str, JsonValue] = {"format_version": FORMAT_VERSION, "findings": entries}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
