"""What stands in the columns of a matrix that people read."""

from __future__ import annotations

from slacode.engine.proofs.standing import Verdict
from slacode.engine.trace.matrix import Line
from slacode.engine.wording import say_period
from slacode.reports._proofs import say_guaranteed, say_slack, say_verdict, say_worst

HEADINGS = ("promise", "what is promised", "carried by", "worst case", "slack", "guaranteed", "verdict")


def cells(line: Line) -> tuple[str, ...]:
    """One text for each of the `HEADINGS`, empty where there is nothing to say."""
    slack = line.proof.slack_us
    return (
        line.ref + _say_versions(line),
        f"{line.obligation} per {say_period(line.promise.target.per)}",
        _say_behind(line),
        say_worst(line.proof),
        "" if slack is None else say_slack(slack),
        say_guaranteed(line.proof),
        _say_verdict(line),
    )


def _say_versions(line: Line) -> str:
    if len(line.versions) == len(line.promise.agreement.versions):
        return ""
    said = ", ".join(str(number) for number in line.versions)
    return f" (version {said})" if len(line.versions) == 1 else f" (versions {said})"


def _say_behind(line: Line) -> str:
    """What carries it directly, and after an arrow what is behind that."""
    direct = ", ".join(part.ref for part in line.behind if part.depth == 1)
    further = ", ".join(part.ref for part in line.behind if part.depth > 1)
    return f"{direct} -> {further}" if further else direct


def _say_verdict(line: Line) -> str:
    said = say_verdict(line.proof)
    if line.doubtful and line.proof.verdict == "holds":
        said += f", if these do, which is not proved: {', '.join(line.doubtful)}"
    return said


def say_count(lines: tuple[Line, ...]) -> str:
    """How many promises hold, do not, and are not proved."""
    verdicts: tuple[Verdict, ...] = ("holds", "does not hold", "not proved")
    found = [line.proof.verdict for line in lines]
    counts = [(found.count(verdict), verdict) for verdict in verdicts]
    said = [f"{n:,} {'hold' if v == 'holds' and n != 1 else _plural(v, n)}" for n, v in counts if n]
    return ", ".join(said) if said else "no SLA promises anything"


def _plural(verdict: Verdict, number: int) -> str:
    return "do not hold" if verdict == "does not hold" and number != 1 else verdict
