"""Short names as keys: a key means one name, orders as the name does, and is made of any names that have room in it."""

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from slacode.engine.logs.short_names import ShortNames, keyed, shared_prefix

NAME = st.text("ab\0é", min_size=1, max_size=11)
NAMES = st.builds(
    lambda prefix, ends: [prefix + end for end in ends], st.text("ab0", max_size=9), st.lists(NAME, max_size=8)
)
LONG = st.builds(
    lambda prefix, ends: [prefix + end for end in ends],
    st.sampled_from(["https://desk/" + "x" * n for n in range(12)]),
    st.lists(st.text("ab", min_size=1, max_size=8) | st.text("ab", min_size=8, max_size=8), max_size=5),
)
SPOILT = st.builds(
    lambda names, place: names + [name[:place] + "#" + name[place + 1 :] for name in names[:1]],
    LONG,
    st.integers(0, 30),
)
NUMBERED = st.lists(st.integers(0, 10**9).map(lambda number: f"INC{number:07}"), max_size=8)


def has_room(names):
    """Whether eight bytes behind what all share tell each name."""
    written = [name.encode() for name in names]
    longest = max(map(len, written), default=0)
    fits = len({name[: max(0, longest - 8)] for name in written}) <= 1
    return fits and not any(name.endswith(b"\0") for name in written)


def keys_of(batches):
    """The keys of all names, batch by batch, with what tells the names; None if they have no room."""
    parts = [keyed(pa.array(batch, pa.string())) for batch in batches]
    if None in parts:
        return None
    prefix = shared_prefix(parts)
    return None if prefix is None else (ShortNames(prefix), [part.behind(prefix) for part in parts])


@given(st.lists(st.one_of(NAMES, NUMBERED, LONG, SPOILT), min_size=1, max_size=3))
@example([["INC0000001", "INC0000002"], ["INC10000000"]])  # a longer one follows, which shares less
@example([["aaaaaaaaaa"], ["aaaaaaaab"], ["b"]])
@example([["ab"], ["abcdefgh"], ["abcdefghij"]])
@example([[], ["a"]])
def test_names_with_room_are_keys_and_no_others(batches):
    names = [name for batch in batches for name in batch]
    found = keys_of(batches)
    assert (found is not None) == has_room(names)
    if found is not None:
        short, keys = found
        assert [short.of(part).to_pylist() for part in keys] == batches
        by_key = sorted(zip((int(key) for part in keys for key in part), names, strict=True))
        assert [name.encode() for _, name in by_key] == sorted(name.encode() for name in names)


def test_a_slice_of_names_has_the_keys_of_its_own():
    names = pa.array(["left out", "T1", "T22", "left out too"]).slice(1, 2)
    assert keyed(names).keys.tolist() == [int.from_bytes(b"T1".ljust(8, b"\0")), int.from_bytes(b"T22".ljust(8, b"\0"))]


def test_names_that_are_nothing_but_what_they_share_have_a_key_of_zero():
    part = keyed(pa.array(["INC123456789", "INC1"]))
    assert part.prefix == b"INC1"
    assert part.keys[1] == 0
    assert ShortNames(part.prefix).of(part.keys).to_pylist() == ["INC123456789", "INC1"]
