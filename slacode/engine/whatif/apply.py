"""Makes the model of a policy as it would be after some changes; its files and its places in them stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.engine.calendar.compiling import zone_of
from slacode.engine.lookup import Lookup
from slacode.engine.lower.changes import Promises, Wording
from slacode.engine.model.agreements import Agreement, Exempt, Row, Target, Version
from slacode.engine.model.policy import PolicyModel
from slacode.engine.refs import find, unknown
from slacode.engine.whatif.changes import Assignment, Change, Drop
from slacode.engine.whatif.rows import carried_anew
from slacode.engine.wording import say_obligation, say_ref


@dataclass(frozen=True, slots=True)
class Edit:
    """What a change does to one version of an agreement: `before` and `after` in the words of the language.

    `after` is None for an agreement that is dropped. `ref` is the row, or the agreement.
    """

    change: str
    ref: str
    version: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A policy after some changes, the agreements that they touched, and those that are dropped.

    A dropped agreement stays where others refer to it, but covers and promises nothing.
    """

    model: PolicyModel
    edits: tuple[Edit, ...]
    touched: frozenset[str]
    dropped: frozenset[str]


def apply(model: PolicyModel, changes: Sequence[Change]) -> Changed:
    """The policy with all changes made, each in every version of its agreement that has what it names.

    Raises `PolicyError` for names that mean nothing, and for what cannot be promised there.
    """
    applying = _Applying(model)
    for change in changes:
        applying.make(change)
    if applying.problems:
        raise PolicyError(applying.problems)
    dropped = frozenset(change.agreement for change in changes if isinstance(change, Drop))
    agreements = tuple(applying.agreements[agreement.name] for agreement in model.agreements)
    return Changed(
        model.model_copy(update={"agreements": carried_anew(model.agreements, agreements)}),
        tuple(applying.edits),
        frozenset(edit.ref.partition(".")[0] for edit in applying.edits),
        dropped,
    )


class _Applying:
    def __init__(self, model: PolicyModel) -> None:
        self.model = model
        self.lookup = Lookup(model)
        self.agreements = dict(self.lookup.agreements)
        self.edits: list[Edit] = []
        self.problems: list[Diagnostic] = []
        self._made: dict[tuple[str, str | None, str | None], str] = {}

    def make(self, change: Change) -> None:
        """Make one change, or note what is wrong with it."""
        try:
            if isinstance(change, Drop):
                self._once(change, (change.agreement, None, None))
                self._drop(change, self._agreement(change.agreement))
            else:
                self._assign(change, self._agreement(change.ref.agreement))
        except PolicyError as error:
            self.problems += [_of_change(change, problem) for problem in error.diagnostics]

    def _once(self, change: Change, place: tuple[str, str | None, str | None]) -> None:
        for other in ((place[0], None, None), place):
            if other in self._made:
                raise _error(f"it and `{self._made[other]}` change the same", "leave one of them out")
        if isinstance(change, Drop) and any(made[0] == change.agreement for made in self._made):
            raise _error("another change is about the same agreement", "leave one of them out")
        self._made[place] = change.text

    def _agreement(self, name: str) -> Agreement:
        if name not in self.agreements:
            raise unknown(f"there is no agreement `{name}`", name, self.agreements)
        return self.agreements[name]

    def _drop(self, change: Drop, agreement: Agreement) -> None:
        versions = tuple(_empty(version) for version in agreement.versions)
        self._keep(agreement, versions)
        self.edits += [Edit(change.text, agreement.name, version.number, agreement.kind, None) for version in versions]

    def _assign(self, change: Assignment, agreement: Agreement) -> None:
        ref = change.ref
        self._once(change, (ref.agreement, ref.target, ref.row))
        if ref.target is None:
            raise _error("it does not say what of the agreement is to change", "name a target, or `hours`")
        if ref.target == "hours" and not any(version.target("hours") for version in agreement.versions):
            self._hours(change, agreement)
        elif change.wording is None:
            self._has_target(agreement, ref.target)
            help_ = "write a promise, such as `95% within 3h`, or the part that is to differ: `3h`, `99.95%`"
            raise _error(f"`{change.value}` is no promise", help_)
        else:
            self._promise(change, agreement, ref.target, change.wording)

    def _has_target(self, agreement: Agreement, name: str) -> None:
        known = {target.name for version in agreement.versions for target in version.targets}
        if name not in known:
            raise unknown(f"there is no target `{name}` in `{agreement.name}`", name, [*known, "hours"])

    def _hours(self, change: Assignment, agreement: Agreement) -> None:
        if change.value not in self.lookup.calendars:
            raise unknown(f"there is no calendar `{change.value}`", change.value, self.lookup.calendars)
        versions = tuple(self._in_hours(version, change.value) for version in agreement.versions)
        for before, after in zip(agreement.versions, versions, strict=True):
            self.edits.append(Edit(change.text, f"{agreement.name}.hours", before.number, before.hours, after.hours))
        self._keep(agreement, versions)

    def _in_hours(self, version: Version, hours: str) -> Version:
        """The version with other hours, which bring their time zone with them as those before did."""
        calendars = self.lookup.calendars
        brought = (zone_of(version.hours, calendars) if version.hours else None) or "UTC"
        zone = (zone_of(hours, calendars) or "UTC") if version.zone == brought else version.zone
        return version.model_copy(update={"hours": hours, "zone": zone})

    def _promise(self, change: Assignment, agreement: Agreement, name: str, wording: Wording) -> None:
        versions, edits = [], []
        for version in agreement.versions:
            target = version.target(name)
            row = _row_of(target, change.ref.row) if target else None
            if target is None or row is None:
                versions.append(version)
                continue
            after = self._promised(target, row, wording)
            ref = say_ref(agreement.name, name, row.label)
            before, said = say_obligation(row.obligation), say_obligation(after.obligation)
            edits.append(Edit(change.text, ref, version.number, before, said))
            versions.append(_with_row(version, target, row, after))
        if not edits:
            find(self.lookup, change.ref)
            raise _error(f"`{agreement.name}` promises nothing there", "name a target, or a row of it")
        self.edits += edits
        self._keep(agreement, tuple(versions))

    def _promised(self, target: Target, row: Row, wording: Wording) -> Row:
        metric = self.lookup.metric_of(target)
        log = next((log for log in self.model.logs if metric and log.name == metric.measure.log), None)
        found = Promises(self.lookup.calendars, metric, log).changed(wording, row.obligation)
        if isinstance(found, list):
            raise PolicyError(found)
        return row.model_copy(update={"obligation": found})

    def _keep(self, agreement: Agreement, versions: tuple[Version, ...]) -> None:
        self.agreements[agreement.name] = agreement.model_copy(update={"versions": versions})


def _row_of(target: Target, label: str | None) -> Row | None:
    """The row that a reference means: that of its label, or the only one."""
    if label is None and len(target.rows) > 1:
        labels = ", ".join(f"`{row.label}`" for row in target.rows if row.label is not None)
        raise _error(f"`{target.name}` has several rows", f"say which one is to change: {labels}")
    return next((row for row in target.rows if label is None or row.label == label), None)


def _with_row(version: Version, target: Target, before: Row, after: Row) -> Version:
    rows = tuple(after if row is before else row for row in target.rows)
    return _with_targets(version, {target.name: target.model_copy(update={"rows": rows})})


def _empty(version: Version) -> Version:
    """A version that covers and promises nothing, its targets and rows still there for those that refer to them."""
    emptied = {
        target.name: target.model_copy(
            update={
                "rows": tuple(row.model_copy(update={"obligation": Exempt()}) for row in target.rows),
                "support": None,
            }
        )
        for target in version.targets
    }
    return _with_targets(version, emptied).model_copy(update={"covers": (), "serves": (), "penalties": ()})


def _with_targets(version: Version, changed: Mapping[str, Target]) -> Version:
    targets = tuple(changed.get(target.name, target) for target in version.targets)
    return version.model_copy(update={"targets": targets})


def _error(message: str, help_: str) -> PolicyError:
    return PolicyError([Diagnostic("impossible-value", Severity.ERROR, message, help=(help_,))])


def _of_change(change: Change, problem: Diagnostic) -> Diagnostic:
    """What is wrong, with the change that it is wrong with; its place was none in a file."""
    return replace(problem, message=f"`{change.text}` cannot be tried: {problem.message}", at=None, label="", labels=())
