"""What would become of a policy, for people: the changes, each promise now and then, and findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slacode.diagnostics import Diagnostic, one_line
from slacode.engine.proofs.standing import Proof
from slacode.engine.whatif import ChangedPromise, Edit, Outcome
from slacode.engine.whatif.compare import Effect
from slacode.engine.wording import say_duration
from slacode.ground.saying import say_count
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports._proofs import STYLES, say_guaranteed, say_slack, say_worst

_HEADINGS: dict[Effect, tuple[str, str]] = {
    "inconsistent": ("promises that would not hold any more", "error"),
    "unproved": ("promises that could not be proved any more", "error"),
    "consistent": ("promises that would hold", "good"),
    "no longer refuted": ("promises that would no longer be refuted, but not proved either", "warning"),
    "same verdict": ("promises that would stand as they do now, with other figures", "strong"),
}


def whatif(outcome: Outcome, color: bool = False) -> str:
    """The parts that there are, an empty line between them."""
    parts = [["what if", *_edits(outcome.edits)]]
    for effect, (heading, style) in _HEADINGS.items():
        found = [promise for promise in outcome.promises if promise.effect == effect]
        if found:
            lines = [line for promise in found for line in _promise(promise, color)]
            parts.append([paint(heading, style, color), *lines])
    parts += _findings("findings that would appear", outcome.appear, color)
    parts += _findings("findings that would go", outcome.go, color)
    parts.append([say_outcome(outcome)])
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _edits(edits: Iterable[Edit]) -> Iterator[str]:
    """Each change once, however many versions of an agreement say the same."""
    said: dict[tuple[str, str | None, str | None], list[int]] = {}
    for edit in edits:
        said.setdefault((edit.ref, edit.before, edit.after), []).append(edit.version)
    several = [ref for ref, _, _ in said]
    for (ref, before, after), versions in said.items():
        which = f" (version {', '.join(map(str, versions))})" if several.count(ref) > 1 else ""
        if after is None:
            yield f"  {ref} is dropped"
        elif before == after:
            yield f"  {ref} is {after}{which}, as it is now"
        else:
            yield f"  {ref} is {after}{which}, now {before or '24x7'}"


def _promise(promise: ChangedPromise, color: bool) -> Iterator[str]:
    at = promise.promise.row.at
    several = len(promise.versions) < len(promise.promise.agreement.versions)
    words = [paint(promise.ref, "strong", color), promise.promised_after]
    words += [f"version {', '.join(map(str, promise.versions))}"] if several else []
    words += [paint(f"{at.path}:{at.line}", "second", color)] if at else []
    yield "  " + "  ".join(words)
    if promise.before is not None:
        yield f"    now   {_say(promise.before, color)}"
    yield f"    then  {_say(promise.after, color)}"


def _say(proof: Proof, color: bool) -> str:
    """The verdict, with its figures, or why there are none."""
    said = ", ".join(_figures(proof)) if proof.slack_us is not None and not proof.missing else proof.why
    return f"{paint(proof.verdict, STYLES[proof.verdict], color)}: {said}"


def _figures(proof: Proof) -> Iterator[str]:
    slack = proof.slack_us or 0
    if proof.why and (proof.time is None or slack >= 0):
        yield proof.why
    if proof.time or not proof.why:
        yield f"at worst {say_worst(proof)}"
    yield f"{say_slack(slack)} to spare" if slack >= 0 else f"{say_duration(-slack)} too much"
    if proof.time and slack < 0:
        start, finish = proof.time.start, proof.time.finish
        yield f"when raised {start:%a %Y-%m-%d %H:%M %Z} and finished {finish:%a %Y-%m-%d %H:%M %Z}"
    yield f"{say_guaranteed(proof)} guaranteed"


def _findings(heading: str, findings: Iterable[Diagnostic], color: bool) -> Iterator[list[str]]:
    lines = [f"  {clean(one_line(finding))}" for finding in findings]
    if lines:
        yield [paint(heading, "strong", color), *lines]


def say_outcome(outcome: Outcome) -> str:
    """What it comes to, in a sentence."""
    if outcome.changes_nothing:
        return "nothing changes: every promise is carried as well as now, and `check` finds the same"
    counts = [
        (_number(outcome, "inconsistent"), "would not hold any more"),
        (_number(outcome, "unproved"), "could not be proved any more"),
        (_number(outcome, "consistent"), "would hold that is not proved now"),
    ]
    said = [f"{say_count(number, 'promise')} {what}" for number, what in counts if number]
    said += [f"{say_count(len(outcome.appear), 'finding')} would appear"] if outcome.appear else []
    said += [f"{say_count(len(outcome.go), 'finding')} would go"] if outcome.go else []
    return "; ".join(said) if said else "every promise that holds now would hold, with more or less to spare"


def _number(outcome: Outcome, effect: Effect) -> int:
    """How many rows, in whatever number of versions."""
    return len({promise.ref for promise in outcome.promises if promise.effect == effect})
