"""The order of rows, what counts once, and that neither files, order, threads, batches nor hashes change anything."""

import json
import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacode.engine.logs import open_log, scan
from slacode.engine.logs.database import Database
from tests.logs.build import among, both, compare, either, field, fields, known, log_of, missing, no, opened, seen
from tests.logs.oracle import cases

LOG = log_of(
    field("status", "opened|waiting|closed"),
    field("priority", "P1|P2|P3 carried"),
    field("team", "text carried"),
    field("n", "number"),
    field("limit", "number carried"),
    field("ok", "yesno"),
    field("last", "x|y"),
    format_="epoch",
    order_by="revision",
)
COLUMNS = ("case", "time", "revision", *(field.name for field in LOG.fields))


def order_of(folder, log, *rows):
    """The values of the first field, in the order of the log, of rows given in both orders."""
    header = ",".join(("case", "time", "revision", *(f.name for f in log.fields)))
    told = []
    for number, lines in enumerate((rows, rows[::-1])):
        place = folder / str(number)
        place.mkdir()
        with opened(log, place, "\n".join((header, *lines))) as found:
            name = log.fields[0].name
            told.append([row[-1] for row in seen(found, known(name), texts=[name])["1"]])
            assert [row[name] for _, row in found.rows("1")] == told[-1]
    assert told[0] == told[1]
    return told[0]


def test_at_one_instant_values_come_in_the_order_of_their_declaration(tmp_path):
    log = log_of(field("status", "opened|waiting|closed"), format_="epoch")
    assert order_of(tmp_path, log, "1,5,,closed", "1,5,,opened", "1,5,,", "1,4,,waiting") == [
        "waiting", None, "opened", "closed"
    ]  # fmt: skip


def test_texts_come_by_code_points_and_numbers_by_value(tmp_path):
    (tmp_path / "texts").mkdir()
    text = log_of(field("name", "text"), format_="epoch")
    rows = ["1,5,,b", "1,5,,Z", "1,5,,é", "1,5,,a longer text", "1,5,,a longer text 2"]
    assert order_of(tmp_path / "texts", text, *rows) == [
        "Z", "a longer text", "a longer text 2", "b", "é"
    ]  # fmt: skip
    (tmp_path / "numbers").mkdir()
    number = log_of(field("n", "number"), format_="epoch")
    assert order_of(tmp_path / "numbers", number, "1,5,,10", "1,5,,9", "1,5,,-1", "1,5,,") == [None, "-1", "9", "10"]


def test_order_by_comes_before_the_fields_and_numbers_before_other_texts(tmp_path):
    log = log_of(field("status", "a|b|c|d|e|f"), format_="epoch", order_by="revision")
    rows = ["1,5,10,a", "1,5,9,b", "1,5,9.5,c", "1,5,x,d", "1,5,,e", "1,5,X,f"]
    assert order_of(tmp_path, log, *rows) == ["e", "b", "c", "a", "f", "d"]


def test_order_by_may_name_a_field(tmp_path):
    log = log_of(field("status", "a|b|c"), field("rank", "low|high"), format_="epoch", order_by="rank")
    assert order_of(tmp_path, log, "1,5,,a,high", "1,5,,b,low", "1,5,,c,") == ["c", "b", "a"]


def test_rows_equal_in_all_that_is_declared_count_once(tmp_path):
    log = log_of(field("status", "a|b"), field("n", "number"), format_="epoch")
    text = "case,time,status,n,undeclared\n1,5,a,1,x\n1,5,a,1.0,y\n1,5,a,2,x\n1,5.000000,a,1,\n2,5,a,1,x\n1,6,a,1,x\n"
    with opened(log, tmp_path, text, text) as found:
        assert {case: len(rows) for case, rows in seen(found).items()} == {"1": 3, "2": 1}
        assert len(found.rows("1")) == 3
        assert found.summary().rows == 12
    with opened(log.model_copy(update={"fields": ()}), tmp_path, text) as found:
        assert {case: len(rows) for case, rows in seen(found).items()} == {"1": 2, "2": 1}


CELLS = st.fixed_dictionaries({
    "case": st.sampled_from(["A", "B", "C", "D"]),
    "time": st.integers(1, 4).map(str),
    "revision": st.sampled_from(["", "1", "2", "10", "x"]),
    "status": st.sampled_from(["", "opened", "waiting", "closed"]),
    "priority": st.sampled_from(["", "", "P1", "P2", "P3"]),
    "team": st.sampled_from(["", "a", "b", "ä", "B"]),
    "n": st.sampled_from(["", "1", "2.5", "-3"]),
    "limit": st.sampled_from(["", "", "1", "2"]),
    "ok": st.sampled_from(["", "yes", "no"]),
    "last": st.sampled_from(["", "x", "y"]),
})  # fmt: skip
OPERATORS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
ATOMS = st.one_of(
    st.builds(compare, st.just("status"), OPERATORS, st.sampled_from(["opened", "waiting", "closed"])),
    st.builds(compare, st.just("priority"), OPERATORS, st.sampled_from(["P1", "P2", "P3"])),
    st.builds(compare, st.just("team"), OPERATORS, st.sampled_from(["a", "B", "ä"])),
    st.builds(compare, st.just("limit"), OPERATORS, st.integers(0, 2)),
    st.builds(compare, st.just("ok"), OPERATORS, st.booleans()),
    st.builds(among, st.just("priority"), st.sampled_from([["P1"], ["P1", "P3"]])),
    st.builds(fields, st.sampled_from(["n", "limit"]), OPERATORS, st.sampled_from(["n", "limit"])),
    st.builds(known, st.sampled_from(["status", "priority", "team", "last"])),
    st.builds(missing, st.sampled_from(["status", "priority", "team", "last"])),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda part: st.one_of(st.builds(no, part), st.builds(both, part, part), st.builds(either, part, part)),
    max_leaves=5,
)


def written(rows, folder, number):
    """Some rows as CSV or as JSON Lines, the columns in an order of their own."""
    columns = random.Random(number).sample(COLUMNS, len(COLUMNS))
    if number % 2:
        lines = [json.dumps({name: row[name] for name in columns}) for row in rows]
        (folder / f"{number}.jsonl").write_text("\n".join(lines))
    else:
        lines = [",".join(row[name] for name in columns) for row in rows]
        (folder / f"{number}.csv").write_text("\n".join((",".join(columns), *lines)))


def in_pieces(size):
    """Record batches of exactly so many rows, as the data engine would not cut them."""
    whole = Database.batches

    def batches(self, sql, _size):
        rows = pa.Table.from_batches(list(whole(self, sql, 1 << 18)) or [], schema=None) if sql else None
        for start in range(0, rows.num_rows, size):
            yield rows.slice(start, size).combine_chunks().to_batches()[0]

    return batches


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(CELLS, min_size=1, max_size=40),
    conditions=st.lists(CONDITIONS, max_size=4, unique=True),
    texts=st.sampled_from([(), ("team",), ("team", "last")]),
    seed=st.integers(0, 1000),
    files=st.integers(1, 3),
    threads=st.integers(1, 2),
    size=st.sampled_from([1, 2, 3, 7, 100]),
    hash_=st.sampled_from([scan.CASE_HASH, "CAST(1 AS UBIGINT)", 'CAST(ascii("case") % 2 AS UBIGINT)']),
)
def test_a_log_says_the_same_however_it_arrives(  # noqa: PLR0917 - as many ways to arrive
    tmp_path_factory, rows, conditions, texts, seed, files, threads, size, hash_
):
    expected = cases(LOG, rows, conditions, texts)
    folder = tmp_path_factory.mktemp("t")
    shuffled = random.Random(seed).sample(rows, len(rows))
    for number in range(files):
        written(shuffled[number::files], folder, number)
    names = {name: next(f for f in LOG.fields if f.name == name) for name in texts}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scan, "CASE_HASH", hash_)
        patched.setattr(Database, "batches", in_pieces(size))
        with open_log(LOG, [str(folder / "*")], threads=threads) as log:
            assert log.summary().set_aside == 0
            found = seen(log, *conditions, texts=texts)
            raw = {case: [time for time, _ in log.rows(case)] for case in found}
    said = {case: [with_texts(row, 1 + len(conditions), names) for row in told] for case, told in expected.items()}
    assert found == said
    assert raw == {case: [row[0] for row in told] for case, told in said.items()}


def with_texts(row, start, names):
    """The oracle's values of enumerations are places; a scan gives their texts."""
    shown = [
        f.values[v] if f.type == "one of" and v is not None else v
        for f, v in zip(names.values(), row[start:], strict=True)
    ]
    return (*row[:start], *shown)


@pytest.mark.parametrize("hash_", [scan.CASE_HASH, 'hash("case") % 100_000'])
def test_a_case_of_many_batches_stays_whole(tmp_path, monkeypatch, hash_):
    monkeypatch.setattr(scan, "CASE_HASH", hash_)
    monkeypatch.setattr(scan, "BATCH_ROWS", 2048)
    log = log_of(field("status", "a|b"), field("p", "x|y carried"), format_="epoch")
    rows = [f"{'long' if n % 10 else f'{n:04}'},{n},{'ab'[n % 2]},{'x' if n == 1 else ''}" for n in range(50_000)]
    with opened(log, tmp_path, "\n".join(["case,time,status,p", *rows])) as found:
        told = seen(found, compare("p", "==", "x"), compare("status", "==", "b"))
    assert len(told) == 5_001
    assert [row[0] // 1_000_000 for row in told["long"]] == [n for n in range(50_000) if n % 10]
    assert all(row[1] for row in told["long"])
    assert [row[2] for row in told["long"]] == [n % 2 == 1 for n in range(50_000) if n % 10]
    assert told["0010"] == [(10_000_000, False, False)]


def test_a_low_memory_limit_gives_the_same(tmp_path):
    log = log_of(field("status", "a|b"), field("note", "text"), format_="epoch")
    text = "case,time,status,note\n" + "".join(f"{n % 997},{n},{'ab'[n % 2]},note {n}\n" for n in range(300_000))
    condition = compare("note", ">", "note 5")
    with opened(log, tmp_path, text) as free:
        expected = seen(free, condition)
    with open_log(log, [str(tmp_path / "log0.csv")], memory_limit="100MB", threads=2) as bound:
        assert seen(bound, condition) == expected
