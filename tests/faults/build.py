"""A help desk to damage: a policy with a penalty, a log of a few hundred tickets, and `slacode` run beside them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from tests.evaluate.desk import policy_text

ROOT = Path(__file__).resolve().parents[2]
HEADER = "ticket,at,status,priority,due,category\n"
PENALTY = 'fee EUR 1_000 per month penalty slow on fix_it { below 99%: 10% of fee }'


def desk(folder: Path, tickets: int = 300) -> None:
    """Write `policies/desk.sla` and `tickets.csv`: of every three tickets, two are restored in 2h and one in 6h."""
    (folder / "policies").mkdir()
    (folder / "policies" / "desk.sla").write_text(policy_text(clauses=PENALTY), encoding="utf-8")
    (folder / "tickets.csv").write_text(HEADER + rows(tickets), encoding="utf-8")


def rows(tickets: int) -> str:
    """Two rows a ticket, all of January 2026, winter time."""
    moments = ((f"2026-01-{n % 28 + 1:02}T", f"T{n}", 16 if n % 3 == 0 else 12) for n in range(tickets))
    return "".join(
        f"{ticket},{day}10:00:00,new,P1,,\n{ticket},{day}{hour}:00:00,solved,,,\n" for day, ticket, hour in moments
    )


def environment() -> dict[str, str]:
    """That of this process, in which `slacode` is the one under test."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def slacode(folder: Path, *arguments: str, stdout: int | IO[str] = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does."""
    command = [sys.executable, "-m", "slacode", *arguments]
    pipe = subprocess.PIPE
    return subprocess.run(
        command, cwd=folder, env=environment(), stdout=stdout, stderr=pipe, text=True, check=False, timeout=60
    )
