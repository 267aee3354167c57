"""What every step of lowering shares: the declarations of the whole set, and a place to report what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from slacode.diagnostics import Diagnostic, Label, Location, Severity, did_you_mean, there_are
from slacode.grammar import tree
from slacode.source import Source

KINDS: dict[type[tree.Tree], str] = {
    tree.Party: "party",
    tree.WeeklyCalendar: "calendar",
    tree.CombinedCalendar: "calendar",
    tree.Log: "log",
    tree.Metric: "metric",
    tree.Service: "service",
    tree.Agreement: "agreement",
    tree.Terms: "terms",
    tree.Objective: "objective",
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared name: what it is, and its node in its file."""

    kind: str
    name: str
    node: tree.Item
    source: Source


@dataclass(slots=True)
class Context:
    """All declarations by name, and the diagnostics found so far (each one once, however often its clause is read).

    `broken` are names that seem to be declared where the text could not be parsed: nothing is said about them. Nor is
    anything about the uses of a name that is declared twice, for which of the two is meant nobody can tell.
    """

    declarations: dict[str, Declaration] = field(default_factory=dict)
    broken: Collection[str] = ()
    _twice: set[str] = field(default_factory=set)
    _found: dict[tuple[str, Location | None, str], Diagnostic] = field(default_factory=dict)

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All that was reported, in the order of finding."""
        return list(self._found.values())

    def report(
        self,
        check: str,
        message: str,
        at: Location,
        *,
        label: str = "",
        labels: Iterable[Label] = (),
        mend: Sequence[str] = (),
    ) -> None:
        """Report an error of names or types; `mend` says the ways out."""
        found = Diagnostic(check, Severity.ERROR, message, at, label, tuple(labels), tuple(mend))
        self._found.setdefault((check, at, message), found)

    def declare(self, kind: str, name: tree.Word, node: tree.Item, source: Source) -> None:
        """Enter a name; one that is there already is an error that shows both places (language reference, 2.3)."""
        before = self.declarations.get(name)
        if before is None:
            self.declarations[str(name)] = Declaration(kind, str(name), node, source)
            return
        self._twice.add(str(name))
        self.report(
            "duplicate-name",
            f"`{name}` is declared twice",
            word_at(source, name),
            label=f"the second `{name}`, {article(kind)}",
            labels=[Label(declared_at(before), f"the first `{name}`, {article(before.kind)}")],
            mend=["give one of them another name: all files of a policy set share their names"],
        )

    def of_kind(self, kind: str) -> list[Declaration]:
        """All declarations of a kind, by name."""
        return sorted((d for d in self.declarations.values() if d.kind == kind), key=lambda d: d.name)

    def find(self, name: tree.Word, kind: str, source: Source) -> Declaration | None:
        """The declaration that a name means, or None after reporting why there is none of that kind."""
        found = self.declarations.get(name)
        if found is not None and found.name in self._twice:
            return None
        if found is not None and found.kind == kind:
            return found
        if found is not None:
            self._wrong_kind(name, kind, found, source)
        elif name not in self.broken:
            self.unknown(name, kind, [d.name for d in self.declarations.values() if d.kind == kind], source)
        return None

    def _wrong_kind(self, name: tree.Word, kind: str, found: Declaration, source: Source) -> None:
        near = did_you_mean(name, [d.name for d in self.declarations.values() if d.kind == kind])
        needed = f"{article(kind)} {'are' if kind == 'terms' else 'is'} needed"
        self.report(
            "type-mismatch",
            f"`{name}` is {article(found.kind)}, where {needed}",
            word_at(source, name),
            label=f"{needed} here",
            labels=[Label(declared_at(found), f"`{name}` is declared here as {article(found.kind)}")],
            mend=[f"did you mean `{near}`?"] if near else [],
        )

    def unknown(self, name: tree.Word, what: str, candidates: Iterable[str], source: Source) -> None:
        """Report a name that nothing bears, with the nearest that something does, or with all there are."""
        known = sorted(candidates)
        self.report(
            "unknown-name",
            f"there {'are' if what == 'terms' else 'is'} no {what} `{tree.unquoted(name)}`",
            word_at(source, name),
            label="not declared anywhere in this policy set",
            mend=_suggestion(tree.unquoted(name), what, known),
        )


def _suggestion(word: str, what: str, known: list[str]) -> list[str]:
    near = did_you_mean(word, known)
    if near:
        return [f"did you mean `{near}`?"]
    if 0 < len(known) <= 8:
        return [there_are([f"`{name}`" for name in known])]
    return [f"declare the {what}, or correct the name"]


def article(kind: str) -> str:
    """A kind of declaration with its article: `an agreement`, `terms`."""
    if kind == "terms":
        return kind
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def name_of(node: tree.Item) -> tree.Word:
    """The name word of a declaration (of a test: its title)."""
    return node.title if isinstance(node, tree.Test) else node.name


def word_at(source: Source, word: tree.Word) -> Location:
    """Where a word stands."""
    return source.location(word.start_pos, word.start_pos + len(word))


def at(source: Source, part: tree.Tree | tree.Word) -> Location:
    """Where a node or word stands."""
    return source.location(*part.span) if isinstance(part, tree.Tree) else word_at(source, part)


def declared_at(declaration: Declaration) -> Location:
    """Where a declaration has its name."""
    return word_at(declaration.source, name_of(declaration.node))


def text_or_none(word: tree.Word | None) -> str | None:
    """The text of an optional word."""
    return None if word is None else tree.unquoted(word)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Help for a word that is none of some known ones."""
    names = list(known)
    near = did_you_mean(word, names)
    if near:
        return [f"did you mean `{near}`?"]
    return [f"it can be {', '.join(f'`{name}`' for name in names)}"] if names else []
