"""The worked examples of the language reference: a policy, a log, an instant, and the tables that must come of it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import slacode
from slacode.engine.wording import say_duration
from tests.docs.markdown import Block, Table

_CSV = re.compile(r"csv (\w+) as of (\S+)")

# The columns of a table of cases, and those of `--cases` that they show.
_SECONDS = {"elapsed": "elapsed_s", "allowance": "allowance_s"}
_INSTANTS = {"started": "started_at", "stopped": "stopped_at", "verdict at": "verdict_at", "due": "due_at"}
_PLAIN = {"target", "case", "cycle", "row", "verdict", "period"}
SET_ASIDE = ("row", "column", "reason")


@dataclass(frozen=True)
class Worked:
    """One example. `tables` stand below it, up to the next policy."""

    policy: str
    log: str
    rows: str
    as_of: str
    tables: tuple[Table, ...]
    name: str


def worked_examples(parts: list[Block | Table]) -> Iterator[Worked]:
    """Every policy that is followed by a log, and the tables after that."""
    blocks = [part for part in parts if isinstance(part, Block)]
    frame = next(block.text for block in blocks if block.info == "sla frame")
    for policy, log in pairwise(blocks):
        said = _CSV.fullmatch(log.info)
        if said:
            text = frame + policy.text if policy.info == "sla with frame" else policy.text
            yield Worked(text, said[1], log.text, said[2], tuple(_tables_after(parts, log)), log.name)


def _tables_after(parts: list[Block | Table], log: Block) -> Iterator[Table]:
    for part in parts[parts.index(log) + 1 :]:
        if isinstance(part, Block) or part.section != log.section:
            return
        yield part


def run(example: Worked, folder: Path) -> slacode.Policy:
    """Write the policy and its log into a folder; columns that the example leaves out are written empty."""
    (folder / "policy.sla").write_text(example.policy, encoding="utf-8")
    policy = slacode.load(folder / "policy.sla")
    log = next(log for log in policy.model.logs if log.name == example.log)
    rows = list(csv.DictReader(io.StringIO(example.rows)))
    columns = dict.fromkeys([*rows[0], log.case, *(field.column for field in log.fields)])
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return policy


def shown(table: Table, case: dict[str, object], zone: str) -> dict[str, str]:
    """A row of `--cases` as a table of the reference shows it: local times, durations in words, nothing as blank."""
    found = {}
    for column in table.head:
        if column in _SECONDS:
            seconds = case[_SECONDS[column]]
            found[column] = "" if seconds is None else say_duration(int(Decimal(str(seconds)) * 1_000_000))
        elif column in _INSTANTS:
            found[column] = _local(case[_INSTANTS[column]], zone)
        else:
            assert column in _PLAIN
            value = case[column]
            found[column] = "" if value is None else str(value)
    return found


def _local(instant: object, zone: str) -> str:
    if instant is None:
        return ""
    assert isinstance(instant, datetime)
    return instant.astimezone(UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
