"""What `manifest.json` of an evidence folder says; `slacode schema evidence` describes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from slacode.diagnostics import JsonValue
from slacode.engine.model.base import Value

FORMAT_VERSION: Final = 1

MANIFEST = "manifest.json"
RESULTS = "results.json"
DERIVATIONS = "derivations.json"
SET_ASIDE = "set_aside.csv"
CASES = "cases.parquet"
ATTRIBUTION = "attribution.parquet"
POLICIES = "policies"
FILES = (MANIFEST, RESULTS, DERIVATIONS, SET_ASIDE, CASES, ATTRIBUTION)
"""What every evidence has, beside its policies and the digests of all of these."""

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class Git(Value):
    """The commit that was checked out, and whether the text that was judged differs from that commit's."""

    revision: str
    dirty: bool


class PolicyText(Value):
    """A policy: its path as it was given, its file in the evidence folder, byte for byte as it was judged."""

    path: str
    file: str
    sha256: Sha256
    git: Git | None = Field(description="null outside a git repository")


class VersionJudged(Value):
    """A version of an agreement that results stand on, in force from `start` to `end`, local dates of `zone`, both
    inclusive; null is open on that side."""

    agreement: str
    version: Annotated[int, Field(ge=1)]
    title: str | None = Field(description="of the amendment that made it")
    start: date | None
    end: date | None
    zone: str


class LogFile(Value):
    """A file of a log: its path as it was given, the digest of its bytes, and its rows."""

    path: str
    sha256: Sha256
    rows: Count


class LogRead(Value):
    """A log that was read; `set_aside` counts the rows that could not be used."""

    name: str
    files: tuple[LogFile, ...]
    rows: Count
    set_aside: Count


class Parameters(Value):
    """What the command was asked, as it was written; null where it was not. What changes no result is not told.

    `warn_at` are the shares of an allowance, in percent, that were looked ahead by; null where nothing was.
    """

    as_of: str | None = None
    period: str | None = None
    select: tuple[str, ...] = ()
    strict: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    warn_at: tuple[Decimal, ...] | None = None


class Manifest(Value):
    """All that a result was made of. `as_of` is the instant that was looked back from."""

    format_version: Literal[1] = FORMAT_VERSION
    slacode: str = Field(description="its version")
    engines: dict[str, str] = Field(description="the versions of what it computes with, of the time zones too")
    parameters: Parameters
    as_of: str
    policy_sha256: Sha256
    policies: tuple[PolicyText, ...]
    versions: tuple[VersionJudged, ...]
    logs: tuple[LogRead, ...]


def schema() -> dict[str, JsonValue]:
    """The JSON Schema (draft 2020-12) of a manifest."""
    described = Manifest.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described, "title": "manifest.json"}
