"""How far a long run is, told as it goes."""

from contextlib import contextmanager

from slacode.engine.evaluate.options import Options
from slacode.engine.logs import pool, scan
from slacode.project import evaluate, load
from tests.scale.test_same_bytes import POLICY, as_csv, rows_of


def test_the_rows_that_were_judged_are_told_batch_by_batch(tmp_path, monkeypatch):
    told = []

    @contextmanager
    def progress(label, total):
        told.append((label, total))
        yield told.append

    monkeypatch.setattr(scan, "BATCH_ROWS", 100)
    (tmp_path / "desk.sla").write_text(POLICY, encoding="utf-8")
    rows = [row for row in dict.fromkeys(rows_of(1)) if row[1] != "yesterday"]
    as_csv(rows, tmp_path / "log.csv")
    logs = {"tickets": tmp_path / "log.csv"}
    evaluate(load(tmp_path / "desk.sla"), logs, as_of="2026-12-31", options=Options(progress=progress))
    assert told[0] == ("`tickets`", len(rows))
    assert len(told) > 5
    assert told[1:] == sorted(told[1:])
    assert told[-1] == len(rows)


def test_while_rows_are_put_in_order_it_is_told_that_none_is_there_yet(monkeypatch):
    told = []

    def slow():
        while told[-2:] != [0, 0]:
            pass
        yield from ()

    monkeypatch.setattr(pool, "_TELL_EVERY", 0.001)
    assert list(pool.shown(slow(), told.append)) == []
    assert set(told) == {0}
