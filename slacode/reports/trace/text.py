"""Traces as trees for people: what is promised, in which hours, by whom, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slacode.engine.proofs.standing import Proof
from slacode.engine.trace.node import TracedSupport, TraceNode
from slacode.engine.wording import say_moment, say_worst
from slacode.reports._paint import paint

_JOINED = {
    "then": "in turn",
    "and": "side by side, all of",
    "or": "one of",
    "all": "all of",
    "any": "any of",
}
_REMARKS = {
    "cycle": "(cycle: seen above)",
    "repeated": "(what is behind it is shown above)",
    "too deep": "(further levels are left out)",
    "no row": "(no row of it carries this one)",
    "no agreement": "(no OLA or UC promises it)",
}


_VERDICTS = {"holds": "holds", "does not hold": "DOES NOT HOLD", "not proved": "NOT PROVED"}
_STYLES = {"holds": "good", "does not hold": "error", "not proved": "warning"}


def trace(nodes: tuple[TraceNode, ...], color: bool = False) -> str:
    """The trees one below the other, then what the calendars they name say."""
    lines = [line for node in nodes for line in _tree(node, color)]
    hours = dict(sorted(_hours(nodes)))
    if hours:
        width = max(len(name) for name in hours)
        lines += ["", paint("hours", "strong", color)]
        lines += [f"  {name.ljust(width)}  {text}" for name, text in hours.items()]
    return "".join(line.rstrip() + "\n" for line in lines)


def _hours(nodes: Iterable[TraceNode]) -> Iterator[tuple[str, str]]:
    """The calendars of some trees with what they say, where that is not the same."""
    for node in nodes:
        if node.hours and node.hours_text and node.hours_text != node.hours:
            yield node.hours, node.hours_text
        yield from _hours(node.support.parts if node.support else ())
        yield from _hours(node.carries or ())


def _tree(node: TraceNode, color: bool, joined: str = "") -> Iterator[str]:
    """The lines of a node and of what hangs on it."""
    yield joined + _said(node, color)
    if node.proof is not None:
        yield from _proof(node.proof, bool(node.support), color)
    branches = list(_branches(node, color))
    for number, branch in enumerate(branches):
        last = number == len(branches) - 1
        for count, line in enumerate(branch):
            lead = ("└─ " if last else "├─ ") if count == 0 else ("   " if last else "│  ")
            yield paint(lead, "faint", color) + line


def _branches(node: TraceNode, color: bool) -> Iterator[Iterator[str]]:
    if node.support is not None:
        if len(node.support.parts) == 1:
            yield _tree(node.support.parts[0], color)
        elif node.kind == "group":
            for part in node.support.parts:
                yield _tree(part, color)
        else:
            yield _group(node.support, color)
    for above in node.carries or ():
        yield _tree(above, color)


def _group(support: TracedSupport, color: bool) -> Iterator[str]:
    return _tree(TraceNode(None, "group", support=support), color)


def _said(node: TraceNode, color: bool) -> str:
    if node.kind == "group":
        return "" if node.support is None else paint(say_op(node.support), "faint", color)
    if node.kind == "service":
        words = [paint(f"service {node.ref}", "strong", color), *_place(node, color)]
    else:
        words = [paint(node.ref or "", "strong", color), *_promise(node, color), *_place(node, color)]
    if node.remark:
        words.insert(-1 if node.at else len(words), paint(_REMARKS[node.remark], "warning", color))
    return "  ".join(words)


def _proof(proof: Proof, hangs: bool, color: bool) -> Iterator[str]:
    """What is proved of a promise, under its own line."""
    lead = paint("│  ", "faint", color) if hangs else "   "
    yield lead + paint(say_proof(proof), _STYLES[proof.verdict], color)


def say_proof(proof: Proof) -> str:
    """Whether its supports can keep a promise, what they leave of it at the worst, and what stands against it."""
    told = proof.slack_us is not None and proof.slack_us < 0 and proof.reason in (None, "not guaranteed")
    words = "; ".join(filter(None, [_say_worst_case(proof), None if told else proof.why]))
    return f"{_VERDICTS[proof.verdict]}: {words}"


def _say_worst_case(proof: Proof) -> str | None:
    known = proof.time or proof.downtime
    if known is None:
        return None
    left = f"{say_worst(abs(known.slack_us))} {'to spare' if known.slack_us >= 0 else 'too much'}"
    most = f", most of it by {proof.weakest}" if proof.weakest else ""
    if proof.time is not None:
        return f"at worst {say_worst(known.worst_us)}, {left}, raised {say_moment(proof.time.start)}{most}"
    assert proof.downtime is not None  # noqa: S101 - one of the two is known
    return f"at worst {say_worst(known.worst_us)} of downtime, {left}, in {proof.downtime.period}{most}"


def _promise(node: TraceNode, color: bool) -> Iterator[str]:
    if node.obligation is None:
        return
    yield node.obligation + (f" per {node.per}" if node.obligation != "none" else "")
    if node.hours and f"during {node.hours}" not in node.obligation:
        yield f"in {node.hours}"
    yield paint(_say_parties(node), "faint", color)
    if node.clause:
        yield paint(f"clause {node.clause}", "faint", color)
    if node.via:
        yield paint("through " + ", ".join(f"service {name}" for name in node.via), "faint", color)


def _say_parties(node: TraceNode) -> str:
    between = f" by {node.provider} for {node.receiver}" if node.provider and node.receiver else ""
    begins = f" from {node.begins.isoformat()}" if node.begins else ""
    return f"{node.kind}{between}" + (f", version {node.version}{begins}" if (node.versions or 1) > 1 else "")


def _place(node: TraceNode, color: bool) -> Iterator[str]:
    if node.at:
        yield paint(f"{node.at.path}:{node.at.line}", "second", color)


def say_op(support: TracedSupport) -> str:
    """How the parts are joined."""
    words = f"{support.k} of" if support.op == "k of" else _JOINED[support.op]
    return f"{words} (never together: {support.because})" if support.because else words
