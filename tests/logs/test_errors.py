"""What cannot be read is an error in words, with the path, and never half a result that looks whole."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slacode.engine.logs import LogError, open_log
from tests.logs.build import field, log_of, opened, reasons, seen, us

LOG = log_of(field("status", "new|done"), zone="UTC")
ROW = "1,2026-01-01,new\n"
CSV = "case,time,status\n" + ROW


def problem(log, *paths, **more):
    with pytest.raises(LogError) as caught:
        open_log(log, [str(path) for path in paths] or None, **more)
    return caught.value.diagnostics


def test_no_file_at_all():
    [one] = problem(LOG)
    assert one.message == "log `t` names no file"
    assert one.help == ('give it with `--log t=FILE`, or say `files "..."` in the log',)


def test_every_file_that_is_not_there_is_told(tmp_path):
    one, two, three = problem(LOG, tmp_path / "a.csv", tmp_path / "*.parquet", tmp_path)
    assert {one.check, two.check, three.check} == {"log-file-missing"}
    texts = "\n".join(sorted(each.message for each in (one, two, three)))
    assert f"there is no file `{tmp_path}/a.csv` for log `t`" in texts
    assert f"no file matches `{tmp_path}/*.parquet` for log `t`" in texts
    assert f"`{tmp_path}` is a folder, not a file of log `t`" in texts


def test_a_missing_column_names_what_is_there(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case,Time,state\n")
    one, two = problem(LOG, path)
    assert [one.check, two.check] == ["log-column-missing"] * 2
    assert one.message == f"`{path}` has no column `status`, which log `t` reads"
    assert one.notes == ("its columns are `case`, `Time`, `state`",)
    assert two.help == ("did you mean `Time`?",)


def test_a_missing_column_of_parquet_and_of_order_by(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"case": ["1"], "time": ["2026-01-01"], "status": ["new"]}), path)
    [one] = problem(LOG.model_copy(update={"order_by": "revision"}), path)
    assert "no column `revision`" in one.message
    assert one.notes == ("its columns are `case`, `time`, `status`",)


def test_a_column_that_is_there_twice_is_no_column_to_rely_on(tmp_path):
    with pytest.raises(LogError, match="more than one column `status`"):
        opened(LOG, tmp_path, "case,time,status,status\n1,2026-01-01,new,done\n")
    with opened(LOG, tmp_path, "case,time,status,x,x\n1,2026-01-01,new,1,2\n") as log:  # others may be
        assert list(seen(log)) == ["1"]


@pytest.mark.parametrize("text", ["case,time,status", "case,time,status\n", "case,time,status\n\n\n"])
def test_a_header_and_no_rows_is_an_empty_log(tmp_path, text):
    with opened(LOG, tmp_path, text) as log:
        assert (log.first_instant(), log.last_instant(), log.summary().rows) == (None, None, 0)
        assert list(log.scan([])) == []
        assert list(log.set_aside()) == []
        assert log.rows("1") == []


def test_an_empty_parquet_file_is_an_empty_log(tmp_path):
    text = pa.array([], pa.string())
    pq.write_table(pa.table({"case": text, "time": text, "status": text}), tmp_path / "t.parquet")
    with open_log(LOG, [str(tmp_path / "t.parquet")]) as log:
        assert (log.last_instant(), log.summary().rows, seen(log)) == (None, 0, {})


def test_an_empty_json_lines_file_is_an_empty_log(tmp_path):
    (tmp_path / "t.jsonl").write_text("")
    with open_log(LOG, [str(tmp_path / "t.jsonl")]) as log:
        assert (log.last_instant(), log.summary().rows, seen(log)) == (None, 0, {})


@pytest.mark.parametrize("text", ["", "\n \n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_lacks_its_header(tmp_path, text):
    with pytest.raises(LogError, match="empty, without a header"):
        opened(LOG, tmp_path, text)


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 50, b"\x00" * 1000, gzip.compress(CSV.encode())[:-9],
     gzip.compress((CSV + ROW * 400_000).encode())[:-2000],
     gzip.compress(CSV.encode())[:-8] + b"12345678", b"\x28\xb5\x2f\xfdnonsense", b"\x1f\x8b", b"PAR1 and no more"],
    ids=["binary", "zeros", "cut", "cut late", "checksum", "zstd", "two bytes", "parquet"],
)  # fmt: skip
def test_damaged_files_are_errors_with_their_path(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    [one] = problem(LOG, path)
    assert one.check in ("log-unreadable", "log-column-missing")
    assert str(path) in one.message
    assert "Error" not in one.message
    assert "inflate" not in one.message
    assert "magic" not in one.message


def test_a_parquet_file_cut_short_or_garbled_is_an_error(tmp_path):
    path = tmp_path / "t.parquet"
    rows = pa.table({"case": [str(n) for n in range(5000)], "time": ["2026-01-01"] * 5000, "status": ["new"] * 5000})
    pq.write_table(rows, path)
    whole = path.read_bytes()
    for content in (
        whole[:-10],
        whole[: len(whole) // 2],
        b"",
        whole[:100] + b"\xff" * 4000 + whole[4100:],
    ):
        path.write_bytes(content)
        [one] = problem(LOG, path)
        assert one.message == f"`{path}` of log `t` cannot be read: the Parquet file is damaged or cut short"


def test_a_file_that_only_its_name_calls_parquet_is_no_damaged_one(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"case,time,status\n")
    [one] = problem(LOG, path)
    assert one.message == f"`{path}` of log `t` cannot be read: its name says that it is Parquet, and it is not"
    assert one.help == ("rename it after what it is, such as `.csv` or `.jsonl`, or have it written anew",)


def test_of_several_parquet_files_the_damaged_one_is_named(tmp_path):
    rows = pa.table({"case": [str(n) for n in range(5000)], "time": ["2026-01-01"] * 5000, "status": ["new"] * 5000})
    sound, garbled = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(rows, sound)
    whole = sound.read_bytes()
    garbled.write_bytes(whole[:100] + b"\xff" * 4000 + whole[4100:])
    [one] = problem(LOG, sound, garbled)
    assert one.message.startswith(f"`{garbled}` of log")


@pytest.mark.parametrize(
    "text",
    [CSV + '2,2026-01-01,"new\n' + ROW * 3, CSV + '2,"2026-01-01,new\n' + ROW * 3, CSV + '2,2026-01-01,"new'],
    ids=["last cell", "middle cell", "last row"],
)
def test_a_quote_that_never_closes_is_an_error(tmp_path, text):
    with pytest.raises(LogError, match="a quote is opened in row 2 that is never closed"):
        opened(LOG, tmp_path, text)


def test_a_quote_that_never_closes_is_an_error_in_a_column_nobody_reads(tmp_path):
    with pytest.raises(LogError, match="a quote is opened"):
        opened(LOG, tmp_path, 'case,time,status,x\n1,2026-01-01,new,"a\n2,2026-01-01,new,b\n')


def test_quotes_inside_a_cell_are_not_taken_for_that(tmp_path):
    text = (
        'case,time,status,x\n1,2026-01-01,new,5" disk\n2,2026-01-01,new,"""quoted"""\n3,2026-01-01,new,"two\nlines"\n'
    )
    with opened(LOG, tmp_path, text) as log:
        assert sorted(seen(log)) == ["1", "2", "3"]


def test_a_row_of_more_than_a_block_is_an_error_not_a_hang(tmp_path):
    with pytest.raises(LogError, match="longer than 8 MB"):
        opened(LOG, tmp_path, CSV + '2,2026-01-01,"' + "x" * (20 << 20) + '"\n')


def test_a_memory_limit_that_is_none_is_an_error(tmp_path):
    with pytest.raises(LogError, match="memory"):
        opened(LOG, tmp_path, CSV, memory_limit="a lot")


def test_times_out_of_order_and_mixed_zones_are_no_error(tmp_path):
    text = "case,time,status\n1,2026-01-02T00:00+01:00,done\n1,2026-01-01T23:30,new\n1,2026-01-01T23:30-05:00,new\n"
    with opened(LOG, tmp_path, text) as log:
        assert reasons(log) == []
        expected = ["2026-01-01T23:00+00:00", "2026-01-01T23:30+00:00", "2026-01-02T04:30+00:00"]
        assert seen(log) == {"1": [(us(time),) for time in expected]}
        assert (log.first_instant(), log.last_instant()) == (us(expected[0]), us(expected[2]))
