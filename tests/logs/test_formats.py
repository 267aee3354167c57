"""The same rows in CSV of every kind, JSON Lines and Parquet, compressed or not, in one file or several."""

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slacode.engine.logs import LogError, open_log
from tests.logs.build import field, log_of, opened, reasons, seen, us

LOG = log_of(field("status", "new|done"), field("note", "text"), zone="Europe/Berlin")
CSV = 'case,time,status,note\n007,2026-03-06 17:55,new,"a, b"\n007,2026-03-06T20:10:00Z,done,\n'
# 17:55 in Berlin is 16:55 UTC in winter; 20:10Z says its own offset.
EXPECTED = {"007": [(us("2026-03-06T16:55+00:00"), "new", "a, b"), (us("2026-03-06T20:10+00:00"), "done", None)]}


def content(log):
    with log:
        return seen(log, texts=["status", "note"])


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize(
    "text",
    [
        CSV,
        CSV.replace("\n", "\r\n"),
        "\ufeff" + CSV,
        CSV.rstrip("\n"),
        "\n\n" + CSV.replace("\n", "\n\n"),
        CSV.replace('"a, b"', "a# b").replace(",", ";").replace("#", ","),
        CSV.replace('"a, b"', "a# b").replace(",", "\t").replace("#", ","),
        CSV.replace('"a, b"', "a# b").replace(",", "|").replace("#", ","),
        CSV.replace("case,", '"case",'),
    ],
    ids=["plain", "crlf", "bom", "no last line feed", "empty lines", "semicolon", "tab", "bar", "quoted header"],
)
def test_csv_of_every_kind_says_the_same(tmp_path, text):
    assert content(opened(LOG, tmp_path, text)) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_an_encoding_is_said(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(CSV.replace("a, b", "Müller, Ö").encode(encoding))
    log = open_log(LOG, [str(path)], encoding=encoding)
    assert [row[2] for row in content(log)["007"]] == ["Müller, Ö", None]


def test_utf_16_needs_not_be_said(tmp_path):
    assert content(opened(LOG, tmp_path, CSV.encode("utf-16"))) == EXPECTED


def test_bytes_that_are_no_utf_8_are_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(LogError) as caught:
        opened(LOG, tmp_path, CSV.replace("a, b", "Müller").encode("latin-1"))
    assert "not text in utf-8" in caught.value.diagnostics[0].message
    assert "latin-1" in caught.value.diagnostics[0].help[0]


def test_bytes_that_are_no_utf_8_far_down_are_an_error_too(tmp_path):
    text = CSV.encode() + b"008,2026-03-06 17:55,new,x\n" * 60_000 + b"009,2026-03-06 17:55,new,\xff\n"
    with pytest.raises(LogError, match="encoding"):
        opened(LOG, tmp_path, text)


def test_an_encoding_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(LogError, match="no encoding is named `klingon`"):
        opened(LOG, tmp_path, CSV, encoding="klingon")


def test_a_delimiter_that_is_said_is_taken(tmp_path):
    assert content(opened(LOG, tmp_path, CSV.replace(",", "^").replace("a^ b", "a, b"), delimiter="^")) == EXPECTED


@pytest.mark.parametrize("delimiter", ["", "::", "é", '"', "\n"])
def test_a_delimiter_that_is_none_is_an_error(tmp_path, delimiter):
    with pytest.raises(LogError, match="is no delimiter"):
        opened(LOG, tmp_path, CSV, delimiter=delimiter)


@pytest.mark.parametrize(
    ("name", "pack"), [("t.csv.gz", gzip.compress), ("t.csv.zst", zstd), ("strange", gzip.compress)]
)
def test_compressed_files_are_known_by_their_first_bytes(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(CSV.encode()))
    assert content(open_log(LOG, [str(path)])) == EXPECTED


def test_two_gzip_members_are_one_file(tmp_path):
    head, _, rest = CSV.encode().partition(b"\n")
    assert content(opened(LOG, tmp_path, gzip.compress(head + b"\n") + gzip.compress(rest))) == EXPECTED


JSONL = """{"case": "007", "time": "2026-03-06 17:55", "status": "new", "note": "a, b", "more": [1]}

{"note": null, "status": "done", "time": "2026-03-06T20:10:00Z", "case": "007"}
"""


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson", "t.json", "t"])
def test_json_lines(tmp_path, name):
    path = tmp_path / name
    path.write_text(JSONL)
    log = open_log(LOG, [str(path)])
    assert log.summary().rows == 2
    assert content(log) == EXPECTED


def test_json_values_are_read_as_what_they_are(tmp_path):
    log = log_of(field("n", "number"), field("ok", "yesno"), field("x", "text"), format_="epoch")
    path = tmp_path / "t.jsonl"
    # A float holds neither the last digits of this time nor those of the number.
    rows = [
        '{"case": 7, "time": 12345678901.123456, "n": 0.12345678901234567, "ok": true, "x": {"b": [1, 2.50]}}',
        '{"case": 7.0, "time": 12345678902, "n": 1e3, "ok": false, "x": "7.0"}',
        '{"case": "7", "time": "12345678903.5", "n": -2.50, "ok": null, "x": "\\u00e9\\n"}',
    ]
    path.write_text("\n".join(rows))
    with open_log(log, [str(path)]) as found:
        assert [(time, *row.values()) for time, row in found.rows("7")] == [
            (12345678901_123456, "0.12345678901234567", "yes", '{"b":[1,2.5]}'),
            (12345678902_000000, "1000", "no", "7.0"),
            (12345678903_500000, "-2.5", None, "é\n"),
        ]


def test_lines_that_are_no_json_object_are_set_aside(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(JSONL + '[1]\n{"case": \n7\n')
    with open_log(LOG, [str(path)]) as log:
        assert reasons(log) == [(n, "", "the line is no JSON object") for n in (3, 4, 5)]
        assert log.summary().rows == 5
        assert seen(log, texts=["status", "note"]) == EXPECTED


def test_a_key_that_is_given_twice_sets_its_line_aside_if_the_log_reads_it(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(
        JSONL
        + '{"case": "007", "time": "2026-03-07Z", "status": "new", "status": "done"}\n'
        + '{"case": "007", "time": "2026-03-07Z", "status": "new", "note": null, "\\u006eote": "n"}\n'
        + '{"case": "007", "case": "007", "time": "2026-03-07Z", "status": "new"}\n'
        + '{"case": "8", "time": "2026-03-07Z", "status": null, "note": {"status": 1, "status": 2}, "x": 1, "x": 2}\n'
    )
    with open_log(LOG, [str(path)]) as log:
        assert reasons(log) == [(n, "", "a value that the log reads is given more than once") for n in (3, 4, 5)]
        # What no clause reads may stand twice, and so may what is within a value.
        assert seen(log, texts=["status", "note"]) == {
            **EXPECTED,
            "8": [(1_772_841_600_000_000, None, '{"status":1,"status":2}')],
        }


def test_a_json_list_is_no_json_lines(tmp_path):
    path = tmp_path / "t.json"
    path.write_text(json.dumps([json.loads(line) for line in JSONL.splitlines() if line], indent=1))
    with pytest.raises(LogError, match="no line of it is a JSON object"):
        open_log(LOG, [str(path)])


def test_a_key_that_no_line_has_is_a_missing_column_but_one_that_is_null_is_not(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"case": 1, "time": "2026-01-01", "Status": "new", "note": null}\n')
    with pytest.raises(LogError, match="no column `status`") as caught:
        open_log(LOG, [str(tmp_path / "a.jsonl")])
    assert caught.value.diagnostics[0].help == ("did you mean `Status`?",)
    (tmp_path / "b.jsonl").write_text('{"case": 2, "time": "2026-01-01", "status": null}\n')
    with open_log(LOG, [str(tmp_path / "*.jsonl")]) as log:  # between them the files have all keys
        assert sorted(seen(log)) == ["1", "2"]


def table(**columns):
    return pa.table(columns)


def test_parquet(tmp_path):
    times = pa.array([us("2026-03-06T16:55+00:00"), us("2026-03-06T20:10+00:00")], pa.timestamp("us", "UTC"))
    status = pa.array(["new", "done"]).dictionary_encode()
    rows = table(note=["a, b", None], status=status, time=times, case=["007", "007"], more=[1, 2])
    pq.write_table(rows, tmp_path / "t.parquet")
    log = open_log(LOG, [str(tmp_path / "t.parquet")])
    assert log.summary().rows == 2
    assert content(log) == EXPECTED


def test_a_parquet_file_may_be_named_like_a_pattern_or_like_anything(tmp_path):
    for name in ("a[1]*.parquet", "strange"):
        pq.write_table(table(case=["1"], time=["2026-01-01Z"], status=["new"], note=["x"]), tmp_path / name)
        (tmp_path / "a1.parquet").write_bytes(b"not this one")
        with open_log(LOG, [str(tmp_path / name)]) as log:
            assert [file.rows for file in log.summary().files] == [1]
            assert list(seen(log)) == ["1"]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([7, 7], pa.int64()),
        pa.array([7, 7], pa.uint8()),
        pa.array([7.0, 7.0], pa.float64()),
        pa.array(["7", "7"]),
        pa.array([7, 7], pa.decimal128(10, 2)),
        pa.array([b"7", b"7"], pa.binary()),
    ],
    ids=lambda values: str(values.type),
)
def test_a_case_is_the_same_whatever_its_type_and_format(tmp_path, values):
    log = log_of()
    pq.write_table(table(case=values, time=["2026-01-01T00:00Z", "2026-01-02T00:00Z"]), tmp_path / "t.parquet")
    (tmp_path / "t.csv").write_text("time,case\n2026-01-03T00:00Z,7\n")
    (tmp_path / "t.jsonl").write_text(
        '{"case": 7, "time": "2026-01-04T00:00Z"}\n{"case": "07", "time": "2026-01-04Z"}\n'
    )
    with open_log(log, [str(tmp_path / "t.*")]) as found:
        assert {case: len(rows) for case, rows in seen(found).items()} == {"7": 4, "07": 1}


@pytest.mark.parametrize(
    ("values", "zone", "expected"),
    [
        (pa.array([1_000_001], pa.timestamp("us", "UTC")), None, 1_000_001),
        (pa.array([1_000_001], pa.timestamp("us", "Asia/Tokyo")), None, 1_000_001),
        (pa.array([1_000_001], pa.timestamp("us")), "UTC", 1_000_001),
        (pa.array([3_600_000_000], pa.timestamp("us")), "Europe/Berlin", 0),
        (pa.array([1_500], pa.timestamp("ms")), "UTC", 1_500_000),
        (pa.array([2], pa.timestamp("s")), "UTC", 2_000_000),
        (pa.array([1_999], pa.timestamp("ns")), "UTC", 1),  # cut off, not rounded
        (pa.array([-1], pa.timestamp("ns")), "UTC", -1),  # likewise towards the past
        (pa.array([1], pa.date32()), "UTC", 86_400_000_000),
        (pa.array(["1970-01-01T00:00:01Z"]), None, 1_000_000),
    ],
    ids=lambda value: str(getattr(value, "type", value)),
)
def test_typed_times_of_parquet(tmp_path, values, zone, expected):
    pq.write_table(table(case=["1"], time=values), tmp_path / "t.parquet")
    with open_log(log_of(zone=zone), [str(tmp_path / "t.parquet")]) as log:
        assert reasons(log) == []
        assert seen(log) == {"1": [(expected,)]}


def test_a_typed_time_without_a_zone_needs_one(tmp_path):
    pq.write_table(table(case=["1"], time=pa.array([0], pa.timestamp("us"))), tmp_path / "t.parquet")
    with open_log(log_of(), [str(tmp_path / "t.parquet")]) as log:
        [(row, column, reason)] = reasons(log)
    assert (row, column) == (1, "time")
    assert "names no zone: add `times in ZONE`" in reason


@pytest.mark.parametrize(
    ("values", "format_", "expected"),
    [
        (pa.array([1, -1], pa.int64()), "epoch", [-1_000_000, 1_000_000]),
        (pa.array([1, 2], pa.int64()), "epoch_ms", [1_000, 2_000]),
        (pa.array([0.1, 1456697000.123456], pa.float64()), "epoch", [100_000, 1456697000_123456]),
        (pa.array([20260306, 20260307], pa.int32()), "%Y%m%d", [us("2026-03-06T00:00Z"), us("2026-03-07T00:00Z")]),
    ],
)
def test_numbers_of_parquet_as_times(tmp_path, values, format_, expected):
    pq.write_table(table(case=["1", "1"], time=values), tmp_path / "t.parquet")
    with open_log(log_of(format_=format_, zone="UTC"), [str(tmp_path / "t.parquet")]) as log:
        assert seen(log) == {"1": [(time,) for time in expected]}


def test_numbers_of_parquet_are_no_times_without_a_format(tmp_path):
    pq.write_table(table(case=["1"], time=pa.array([1_456_697_000])), tmp_path / "t.parquet")
    with open_log(log_of(zone="UTC"), [str(tmp_path / "t.parquet")]) as log:
        assert reasons(log) == [(1, "time", "`1456697000` is no time in ISO 8601")]


def test_the_values_of_parquet(tmp_path):
    log = log_of(
        field("n", "number"), field("ok", "yesno"), field("rank", "1|2"), field("took", "duration"), zone="UTC"
    )
    rows = table(
        case=["1", "2"],
        time=["2026-01-01", "2026-01-01"],
        n=[0.1, float("nan")],
        ok=[True, None],
        rank=[2.0, None],
        took=pa.array([90_000_000, None], pa.duration("us")),
    )
    pq.write_table(rows, tmp_path / "t.parquet")
    with open_log(log, [str(tmp_path / "t.parquet")]) as found:
        assert reasons(found) == []
        assert found.rows("1")[0][1] == {"n": "0.1", "ok": "yes", "rank": "2", "took": "90s"}
        assert found.rows("2")[0][1] == dict.fromkeys(("n", "ok", "rank", "took"))


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(JSONL.encode()))))
    log = open_log(LOG, ["-"])
    assert [file.path for file in log.summary().files] == ["-"]
    assert content(log) == EXPECTED


def test_a_pipe_is_read_once(tmp_path):
    reading, writing = os.pipe()
    os.write(writing, CSV.encode())
    os.close(writing)
    assert content(open_log(LOG, [f"/dev/fd/{reading}"])) == EXPECTED
    os.close(reading)


def test_files_of_the_policy_are_beside_it_and_read_once(tmp_path):
    (tmp_path / "data").mkdir()
    head, first, _ = CSV.splitlines(keepends=True)
    (tmp_path / "data" / "b.csv").write_text(head + first)
    (tmp_path / "data" / "a.csv").write_text("note,status,case,time\n,done,007,2026-03-06T20:10:00Z\n")
    with open_log(LOG.model_copy(update={"files": ("data/*.csv", "data/b.csv")}), base=tmp_path) as log:
        summary = log.summary()
        assert seen(log, texts=["status", "note"]) == EXPECTED
    assert [(Path(file.path).name, file.rows) for file in summary.files] == [("a.csv", 1), ("b.csv", 1)]
    assert summary.rows == 2


def test_formats_mix(tmp_path):
    (tmp_path / "t.csv").write_text('case,time,status,note\n007,2026-03-06 17:55,new,"a, b"\n')
    (tmp_path / "t.jsonl").write_text(JSONL.splitlines()[2])
    pq.write_table(table(case=["8"], time=["2026-01-01Z"], status=["new"], note=[None]).cast(
        pa.schema([("case", pa.string()), ("time", pa.string()), ("status", pa.string()), ("note", pa.string())])
    ), tmp_path / "t.parquet")  # fmt: skip
    with open_log(LOG, [str(tmp_path / "t.*")]) as log:
        found = seen(log, texts=["status", "note"])
    assert found == {**EXPECTED, "8": [(us("2026-01-01T00:00Z"), "new", None)]}
