"""How cases find their period and their row, and what no data counts as (language reference, 5.5, 5.6, 6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, by_size

FIELDS = {"Target": frozenset({"count_by", "classify_at", "no_data_counts_as"})}

_NO_DATA = ("met", None, "missed")
"""From what is worst for who receives to what is best."""


def compare(both: Both) -> Iterator[Found]:
    """Cases that count elsewhere may be for or against; a period without data that counts as missed is for who
    receives."""
    for pair in both.targets:
        base, head = pair.base, pair.head
        if base.count_by != head.count_by:
            message = f"`{head.name}` counts cases by `{head.count_by}`, it was by `{base.count_by}`"
            yield pair.differs("count by", "undecidable", message)
        if base.classify_at != head.classify_at:
            message = (
                f"`{head.name}` looks at cases at their `{head.classify_at}`, it was at their `{base.classify_at}`"
            )
            yield pair.differs("classify at", "undecidable", message)
        if base.no_data_counts_as != head.no_data_counts_as:
            order = _NO_DATA.index(base.no_data_counts_as), _NO_DATA.index(head.no_data_counts_as)
            now, was = (side.no_data_counts_as or "no data" for side in (head, base))
            message = f"a period without data of `{head.name}` counts as {now}, it was {was}"
            yield pair.differs("no data", by_size(*order, more="strengthened"), message)
