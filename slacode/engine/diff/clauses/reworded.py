"""What is said to people and binds nobody: titles, clause numbers, owners, objectives (language reference, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.wording import quote

FIELDS = {
    "Version": frozenset({"title", "clause", "owner", "serves"}),
    "Target": frozenset({"title", "clause"}),
    "Agreement": frozenset({"title", "extends"}),
}


def compare(both: Both) -> Iterator[Found]:
    """Each is neutral."""
    base, head = both.agreements
    if base.title != head.title:
        yield both.differs("title", "neutral", _message("its", "title", base.title, head.title), both.agreements)
    if base.extends != head.extends:
        message = f"it extends {_say(head.extends)}, it extended {_say(base.extends)}"
        yield both.differs("extends", "neutral", message, both.agreements)
    for name in ("title", "clause", "owner", "serves"):
        was, now = getattr(both.base, name), getattr(both.head, name)
        if was != now and (name != "title" or both.base.start == both.head.start):  # else another version says so
            word = "amendment's title" if name == "title" else name
            yield both.differs(name, "neutral", _message("its", word, was, now))
    for pair in both.targets:
        for name in ("title", "clause"):
            was, now = getattr(pair.base, name), getattr(pair.head, name)
            if was != now:
                yield pair.differs(name, "neutral", _message(f"the {name} of `{pair.head.name}`", "", was, now))


def _message(whose: str, name: str, was: object, now: object) -> str:
    what = f"{whose} {name}".strip()
    return f"{what} is {_say(now)}, was {_say(was)}"


def _say(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value) or "nothing"
    return quote(value) if isinstance(value, str) else "nothing"
