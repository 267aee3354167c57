"""What kinds of nodes and edges there are, and how nodes are called."""

from __future__ import annotations

KINDS = (
    "agreement", "calendar", "log", "metric", "objective", "party", "penalty", "row", "service", "target", "terms",
    "version",
)  # fmt: skip
"""Every kind of node."""

EDGES = (
    "amends", "between", "covers", "during", "extends", "for", "has", "made of", "measured by", "needs", "owned by",
    "part of", "penalises", "reads", "serves", "supported by", "uses",
)  # fmt: skip
"""Every kind of edge."""


def node_id(kind: str, path: str) -> str:
    """The id of a node: `row:checkout_support.resolution[P1]`."""
    return f"{kind}:{path}"
