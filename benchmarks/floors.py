"""What reading a log costs at least: the data engine scans it, makes flags, and puts the rows in order.

    python -m benchmarks.floors scan|order LOG
"""

from __future__ import annotations

import sys

import duckdb

FLAGS = """\
  CASE WHEN status = 'new' THEN 1 ELSE 0 END + CASE WHEN status <> 'new' THEN 2 ELSE 0 END
+ CASE WHEN status = 'Awaiting user' THEN 4 ELSE 0 END + CASE WHEN status IN ('resolved', 'closed') THEN 8 ELSE 0 END
+ CASE WHEN status = 'cancelled' THEN 16 ELSE 0 END + CASE WHEN status = 'assigned' THEN 32 ELSE 0 END
+ CASE WHEN status = 'resolved' THEN 64 ELSE 0 END + CASE WHEN status = 'closed' THEN 128 ELSE 0 END
+ CASE priority WHEN 'P1' THEN 256 WHEN 'P2' THEN 512 WHEN 'P3' THEN 1024 WHEN 'P4' THEN 2048 ELSE 0 END"""

ROWS = f"SELECT hash(ticket_id) AS h, epoch_us(updated_at) AS t, CAST({FLAGS} AS INTEGER) AS w FROM read_parquet(?)"
QUERIES = {
    "scan": f"SELECT count(h), max(t), sum(w) FROM ({ROWS})",
    "order": f"{ROWS} ORDER BY h, t",
}


def run(query: str, path: str) -> int:
    """Read all rows of a query as record batches; how many there are."""
    connection = duckdb.connect(config={"preserve_insertion_order": "false"})
    reader = connection.sql(QUERIES[query], params=[path]).to_arrow_reader(1 << 18)
    return sum(batch.num_rows for batch in reader)


if __name__ == "__main__":
    run(*sys.argv[1:])
