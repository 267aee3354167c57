"""What `evaluate --evidence` does besides judging: it sees that there is room, writes the folder, tells the seal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slacode.cli import common

if TYPE_CHECKING:
    from decimal import Decimal

    from slacode.engine.evaluate.options import Options
    from slacode.engine.evaluate.result import Result
    from slacode.project import Policy


def require_room(folder: str) -> None:
    """Raise an error where evidence would take the place of something else: known before hours of judging."""
    from slacode.evidence.folder import require_room as require

    try:
        require(Path(folder))
    except OSError as error:
        raise common.not_written(folder, error) from error


@dataclass(frozen=True)
class Asked:
    """What was asked of an evaluation, in the order of the options."""

    as_of: str | None
    period: str | None
    select: tuple[str, ...]
    strict: bool
    warn_at: tuple[Decimal, ...] | None


def write_evidence(
    console: common.Console, folder: str, policy: Policy, result: Result, asked: Asked, options: Options
) -> None:
    """Write the folder, and tell its seal beside the product."""
    from slacode.evidence.manifest import Parameters
    from slacode.evidence.writing import Run
    from slacode.evidence.writing import write_evidence as write

    parameters = Parameters(**vars(asked), encoding=options.encoding, delimiter=options.delimiter)
    try:
        seal = write(Run(policy, result, parameters), Path(folder))
    except OSError as error:
        raise common.not_written(folder, error) from error
    console.note(f"evidence in `{folder}`, its seal is {seal}")
