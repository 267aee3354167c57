"""Which tests are meant by a part of their title, or by what they expect something of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from slacode.diagnostics import PolicyError
from slacode.engine.model.policy_tests import PolicyTest, Reference
from slacode.engine.refs import parse_ref


def select(tests: Sequence[PolicyTest], wanted: Iterable[str]) -> tuple[PolicyTest, ...]:
    """The tests that any of some texts means, in their order; all of them for no text.

    A text is a part of a title, upper and lower case aside, a pattern such as `P1*at night*` for the whole of it, or a
    reference: a test is meant if it expects something of that agreement, target or row.
    """
    texts = tuple(wanted)
    return tuple(test for test in tests if not texts or any(_is_meant(test, text) for text in texts))


def _is_meant(test: PolicyTest, text: str) -> bool:
    title, said = test.title.casefold(), text.casefold()
    if said in title or (any(sign in said for sign in "*?") and fnmatchcase(title, said)):
        return True
    try:
        ref = parse_ref(text)
    except PolicyError:
        return False
    return any(one.ref is not None and _lies_in(one.ref, ref) for one in test.expectations)


def _lies_in(one: Reference, ref: Reference) -> bool:
    return (
        one.agreement == ref.agreement
        and ref.target in (None, one.target)
        and (ref.row is None or ref.row == one.row)
    )
