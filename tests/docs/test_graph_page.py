"""The page on the graph names every kind of node and edge, and every attribute."""

import slacode
from slacode.engine.graph.nodes import EDGES, KINDS
from tests.docs.markdown import ROOT, Table, parts_of

TABLES = [part for part in parts_of(ROOT / "docs" / "graph.md") if isinstance(part, Table)]


def first_column(head: str) -> list[str]:
    table = next(table for table in TABLES if table.head[0] == head and len(table.rows) > 1)
    return [word for row in table.rows for word in row[head].replace("`", "").split(", ")]


def test_every_kind_of_node_is_there():
    assert sorted(row["kind"].strip("`") for row in TABLES[0].rows) == sorted(KINDS)


def test_every_kind_of_edge_is_there():
    assert sorted(word for row in TABLES[2].rows for word in row["kind"].replace("`", "").split(", ")) == sorted(EDGES)


def test_every_attribute_of_a_node_is_there():
    graph = slacode.load(ROOT / "examples" / "tour").graph
    attributes = {name for _, data in graph.nodes(data=True) for name in data}
    assert sorted(first_column("attribute")) == sorted(attributes)
