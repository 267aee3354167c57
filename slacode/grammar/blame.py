"""Says in the words of a contract owner why a declaration cannot be read, where, and how it is likely mended."""

from __future__ import annotations

from functools import cached_property

from slacode.diagnostics import Diagnostic, Label, Location, Severity, did_you_mean
from slacode.grammar import words
from slacode.grammar.mending import Mender
from slacode.grammar.mistakes import Recognised, recognise
from slacode.grammar.splitting import DEEPEST, Part
from slacode.grammar.trouble import Block, Trouble
from slacode.source import Source

_LONGEST = 40  # of a word that is repeated in a message


def blame(source: Source, part: Part, trouble: Trouble) -> Diagnostic:
    """The one error of a broken declaration: the first mistake in it."""
    return _Speaker(source, part, trouble).diagnostic()


def too_deep(source: Source, at: int) -> Diagnostic:
    """That brackets nest deeper than a policy may."""
    return Diagnostic(
        "syntax",
        Severity.ERROR,
        f"brackets stand in brackets more than {DEEPEST} deep here",
        source.location(at, at + 1),
        help=("say it with fewer brackets, or in several conditions or targets",),
    )


def language_too_late(source: Source, part: Part) -> Diagnostic:
    """That the version of the language does not stand where it must."""
    return Diagnostic(
        "syntax",
        Severity.ERROR,
        "`language` cannot stand after other declarations",
        source.location(part.start, part.end),
        help=("move it to the beginning of the file, where it may stand once",),
    )


class _Speaker:
    """The reasons that a declaration cannot be read, tried from the most to the least telling."""

    def __init__(self, source: Source, part: Part, trouble: Trouble) -> None:
        self.source, self.part, self.trouble = source, part, trouble
        self.mender = Mender(trouble)
        self.doubtful: Recognised | None = None

    def diagnostic(self) -> Diagnostic:
        reasons = (
            self._known_mistake,
            self._not_closed,
            self._closed_too_often,
            self._misplaced,
            self._doubled,
            self._cut_short,
            self._misspelt,
            self._no_clause,
        )
        for reason in reasons:
            found = reason()
            if found:
                return found
        return self._unexpected()

    def _known_mistake(self) -> Diagnostic | None:
        """The first mistake of the table whose mend, if it has one, lets more be read; others are doubtful."""
        for found in recognise(self.trouble):
            changes = found.write != self.trouble.text[found.start : found.end]
            if found.write is None or (changes and self.mender.helps(found.start, found.end, found.write)):
                return self._recognised(found)
            self.doubtful = self.doubtful or (found if changes else None)
        return None

    def _recognised(self, found: Recognised) -> Diagnostic:
        data = {"mistake": found.mistake.name, "write": found.write}
        return self._error(found.message, found.start, found.end, found.help, data=data)

    def _not_closed(self) -> Diagnostic | None:
        """A block whose `}` is missing, told by the end, by a clause of an outer block, or by the indentation."""
        t = self.trouble
        if not t.blocks:
            return None
        if t.at_end:
            return self._missing_brace(self._block_at_fault(), t.at, "the declaration ends here")
        outer = [block for block in t.blocks[:-1] if t.word in words.keywords_of(words.first_of(block.rule))]
        if t.may_begin_clause and outer and t.is_first_on_line and self.part.unclosed:
            return self._missing_brace(t.blocks[-1], t.at, f"`{t.word}` does not belong in it")
        return None

    def _block_at_fault(self) -> Block:
        brace = self.part.unclosed
        blamed = self.trouble.block_at(brace.at - self.part.start) if brace else None
        return blamed or self.trouble.blocks[-1]

    def _missing_brace(self, block: Block, at: int, why: str) -> Diagnostic:
        opened, brace = block.opener.start_pos or 0, block.brace.start_pos or 0
        here = self._location(max(at - 1, 0) if self.trouble.at_end else at, max(at, 1))
        return self._error(
            f"`{block}` is not closed: its `}}` is missing",
            opened,
            brace + 1,
            "write `}` on a line of its own where the block ends",
            label="opened here",
            labels=(Label(here, why),),
        )

    def _closed_too_often(self) -> Diagnostic | None:
        t = self.trouble
        if t.word != "}" or t.blocks:
            return None
        help_ = "take it away, or look above for a `{` that is missing or a block that ends too early"
        return self._here("this `}` closes nothing", help_)

    def _misplaced(self) -> Diagnostic | None:
        """A clause that belongs into another block."""
        t = self.trouble
        homes = words.homes(t.word)
        if not homes or not t.may_begin_clause or not (t.is_first_on_line or t.begins_block):
            return None
        where = f"in `{t.blocks[-1]}`" if t.blocks else "outside of a block"
        belongs = words.one_of(homes, most=9)
        help_ = f"move it into {belongs}" + (self._fits() if t.blocks else "; a `}` further up may stand too early")
        return self._here(f"a clause `{t.word}` cannot stand {where}; it belongs in {belongs}", help_)

    def _fits(self) -> str:
        return f"; here stands {words.clause(self.trouble.rule)}" if self.trouble.rule != "item" else ""

    def _doubled(self) -> Diagnostic | None:
        """A word that was written twice; the second one may have been read as a name."""
        for t in self._places:
            end = t.at + len(t.word)
            if t.before is not None and t.word == t.before and self.mender.helps(t.at, end, ""):
                return self._error(f"`{t.before}` stands twice", t.at, end, "take one away", data={"write": ""})
        return None

    def _cut_short(self) -> Diagnostic | None:
        """A clause that is not complete where the next one begins, or its block ends."""
        next_words = words.keywords_of(words.first_of(self.trouble.rule))
        for t in self._places:
            begins = t.is_first_on_line and (t.word in next_words or t.rule == "row")
            if (begins or t.word == "}") and not (t.at_end or t.may_begin_clause or t.begins_block):
                return self._missing(t)
        return None

    @cached_property
    def _places(self) -> list[Trouble]:
        """Where reading stopped, and the word before, which may have been read as the name that is missing there."""
        earlier = self.trouble.one_word_earlier()
        return [self.trouble, earlier] if earlier else [self.trouble]

    def _misspelt(self) -> Diagnostic | None:
        for t in self._places:
            begins = t.is_first_on_line or t.begins_block
            known = words.keywords_of(t.accepts if begins else t.accepts - words.first_of(t.rule))
            near = self._nearest(t, known) if t.word[:1].isalpha() else None
            if near and near != t.word:
                found, small = _short(t.word), near == t.word.lower()
                message = f"`{found}` is written in small letters" if small else f"there is no `{found}` here"
                help_ = f"write `{near}`" if small else f"did you mean `{near}`?"
                return self._error(message, t.at, t.at + len(t.word), help_, data={"write": near})
        return None

    def _nearest(self, t: Trouble, known: set[str]) -> str | None:
        """The word that was likely meant: of two that are alike the one with which more can be read.

        Where a word was read as a name, it is one, unless that lets more be read.
        """
        near = did_you_mean(t.word, known, 0.7)
        other = did_you_mean(t.word, known - {near}, 0.7) if near else None
        fits = [one for one in (near, other) if one and self.mender.helps(t.at, t.at + len(t.word), one)]
        return fits[0] if fits else near if t is self.trouble else None

    def _no_clause(self) -> Diagnostic | None:
        """A word where a clause begins, which begins none."""
        t = self.trouble
        known = sorted(words.keywords_of(words.first_of(t.rule)))
        if not known or not t.word[:1].isalpha() or not t.may_begin_clause:
            return None
        if not t.is_first_on_line and not t.begins_block:
            return None
        begin = words.one_of((f"`{word}`" for word in known), most=len(known))
        if not t.blocks:
            return self._here(f"no declaration begins with `{self._found()}`", f"declarations begin with {begin}")
        message = f"no clause of `{t.blocks[-1]}` begins with `{self._found()}`"
        return self._here(message, f"the clauses there begin with {begin}")

    def _unexpected(self) -> Diagnostic:
        t = self.trouble
        expected = _expected(t)
        after = f" after `{_short(t.before)}`" if t.before is not None else ""
        if t.at_end:
            return self._missing(t)
        mend = self.mender.likely()
        if not mend and self.doubtful:
            return self._recognised(self.doubtful)
        message = f"`{self._found()}` cannot stand{after or ' here'}: expected {expected}"
        return self._here(message, mend.help if mend else self._way_out(expected), mend.write if mend else None)

    def _missing(self, t: Trouble) -> Diagnostic:
        """That a text ends, or goes on with something else, before it says what it must."""
        expected = _expected(t)
        after = f" after `{_short(t.before)}`" if t.before is not None else ""
        end = t.at if t.at_end or t.before is None else t.before.end_pos or 0
        message = f"something is missing{after}: expected {expected}"
        return self._error(message, max(end - 1, 0), end, f"write {expected}")

    def _way_out(self, expected: str) -> str:
        t = self.trouble
        if len(t.accepts) == 1:
            return f"write {expected} before `{self._found()}`" + ("" if t.word in "{}" else ", or instead of it")
        return "take it away, or write what is expected in its place"

    def _found(self) -> str:
        return _short(self.trouble.word)

    def _here(self, message: str, help_: str, write: str | None = None) -> Diagnostic:
        t = self.trouble
        data: dict[str, str | None] = {} if write is None else {"write": write}
        return self._error(message, t.at, t.at + max(len(t.word), 1), help_, data=data)

    def _error(
        self,
        message: str,
        start: int,
        end: int,
        help_: str,
        *,
        label: str = "",
        labels: tuple[Label, ...] = (),
        data: dict[str, str | None] | None = None,
    ) -> Diagnostic:
        at = self._location(start, end)
        return Diagnostic("syntax", Severity.ERROR, message, at, label, labels, (help_,), data=data or {})

    def _location(self, start: int, end: int) -> Location:
        return self.source.location(self.part.start + start, self.part.start + end)


def _expected(t: Trouble) -> str:
    """What could have stood there: how the clause may go on, or what may come next."""
    if not t.may_begin_clause:
        return words.one_of(words.said(t.accepts))
    goes_on = words.said(t.accepts - words.first_of(t.rule) - {"RBRACE", "$END"})
    if t.begins_block or not goes_on:
        return words.clause(t.rule) + (", or `}`" if t.blocks else "")
    end = ["`}`"] if t.blocks else []
    return words.one_of([*goes_on, words.next_clause(t.rule), *end], most=7)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
