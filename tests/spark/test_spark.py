"""Spark gives what the embedded engine gives, byte by byte: results, cases, rows set aside, errors."""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import slacode
from slacode.diagnostics import PolicyError
from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.cases import SCHEMA
from slacode.engine.logs import LogError, open_log
from slacode.reports.cases import write_cases
from tests.logs.build import among, compare, either, field, fields, known, log_of, missing, no, reasons, seen, us

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def outcome(folder, policy, logs, spark, **more):
    """All that an evaluation says: the result, the file of cases, and whose time breached ones were."""
    result = slacode.evaluate(policy, logs, spark=spark, **more)
    path = folder / f"cases-{spark is None}.csv"
    write_cases(result.case_tables(), str(path), SCHEMA)
    attributed = result.attributed_cases.to_pylist()
    return json.dumps(result.to_json()), path.read_bytes(), attributed


@pytest.mark.parametrize("example", [pytest.param("helpdesk", marks=pytest.mark.slow), "city311"])
def test_the_examples_are_judged_alike(tmp_path, spark, example):
    policy = slacode.load(EXAMPLES / example / "policies")
    ours = outcome(tmp_path, policy, None, spark, warn_at=[75])
    assert ours == outcome(tmp_path, policy, None, None, warn_at=[75])
    assert len(ours[1].splitlines()) > 1_000


ODD = ["plain", "it's \"so\"", "back\\slash \\n", "${spark:x} $1", "new\nline", "ü € 𝄞", " edge ", "%_", "--", "`b`"]
STATES = ["new", "Awaiting user", "done"]
LOG = log_of(
    field("status", "new|Awaiting user|done"),
    field("note", "text"),
    field("team", "text carried"),
    field("size", "number"),
    field("most", "number carried"),
    field("ok", "yesno"),
    field("due", "instant carried"),
    field("took", "duration"),
    zone="Europe/Berlin",
    order_by="rev",
)
CONDITIONS = [
    *(compare("note", op, text) for op in ("==", "!=", "<") for text in ODD),
    among("note", ODD[:4]),
    among("status", ["new", "done"]),
    compare("status", ">=", "Awaiting user"),
    either(no(missing("team")), compare("size", ">", 3)),
    compare("team", "==", ODD[3]),
    known("due"),
    fields("size", "<=", "most"),
    fields("note", "<", "team"),
    fields("note", "!=", "team"),
]


def rows(count, seed):
    """Rows of few cases with many ties, gaps and repeats; one in twenty cannot be read."""
    chance = random.Random(seed)

    def pick(*values):
        return chance.choice([*values, None])

    for number in range(count):
        yield {
            "case": f"c{chance.randrange(40)}" if number % 20 else "",
            "time": f"2026-10-25 0{chance.randrange(5)}:{chance.randrange(0, 60, 15):02}",
            "status": pick(*STATES),
            "note": pick(*ODD),
            "team": pick(*ODD[:5]),
            "size": pick("1", "2.5", "-7e2", "0.000000000000000001"),
            "most": pick("2", "2.50"),
            "ok": pick("yes", "no"),
            "due": pick("2026-10-25 02:30", "2026-11-01T00:00:00Z"),
            "took": pick("90", "1h30min"),
            "rev": pick("1", "10", "9", "x"),
        }


def as_seen(log):
    with log:
        found = seen(log, *CONDITIONS, instants=["due"], texts=["status", "note", "team", "size", "ok", "due", "took"])
        numbers = {}
        for batch in log.scan((), numbers=("size", "most", "took")):
            for number, case in enumerate(batch.cases.to_pylist()):
                span = slice(*batch.offsets[number : number + 2])
                numbers[case] = [
                    [column[span].tolist() for column in (values.high, values.low, values.known)]
                    for values in batch.numbers.values()
                ]
                for values in numbers[case]:  # what is not known may be any number
                    values[:2] = [[n for n, k in zip(v, values[2], strict=True) if k] for v in values[:2]]
        details = [log.rows(case, us("2026-10-25T03:00+01:00")) for case in sorted(found)[:3]]
        bounds = log.first_instant(), log.last_instant()
        return found, numbers, details, reasons(log), log.summary(), bounds


def opened_both(session, log, paths):
    from slacode.engine.spark.log import open_spark_log

    paths = [str(path) for path in paths]
    return open_spark_log(log, paths, session=session), open_log(log, paths)


def test_rows_of_every_kind_are_seen_alike(tmp_path, session, monkeypatch):
    """In three formats and several parts, so that the rows of each case come from different tasks."""
    from slacode.engine.spark import log as spark_log
    from slacode.engine.spark import parts

    monkeypatch.setattr(parts, "ROWS_A_TASK", 300)
    monkeypatch.setattr(spark_log, "ROWS_A_TASK", 300)
    every = list(rows(2_000, 1))
    pq.write_table(pa.Table.from_pylist(every[:900]), tmp_path / "a.parquet", row_group_size=100)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in every[900:1_500])
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    pa.csv.write_csv(pa.Table.from_pylist(every[1_500:]), tmp_path / "c.csv")
    ours, embedded = (as_seen(log) for log in opened_both(session, LOG, tmp_path.iterdir()))
    assert len(ours[0]) == 40
    for one, other in zip(ours, embedded, strict=True):
        assert one == other


def test_no_case_is_in_two_batches_and_all_of_it_is_where_it_is(tmp_path, session, monkeypatch):
    from slacode.engine.spark import log as spark_log

    monkeypatch.setattr(spark_log, "ROWS_A_TASK", 50)  # so that there are 20 tasks for 5 cases, one of them large
    log = log_of(field("status", "new|done"), zone="UTC")
    cases = ["large"] * 900 + ["a", "b", "c", "d"] * 25
    random.Random(2).shuffle(cases)
    times = [f"2026-01-{n // 1440 + 1:02} {n // 60 % 24:02}:{n % 60:02}" for n in range(len(cases))]
    table = pa.table({"case": cases, "time": times, "status": ["new"] * len(cases)})
    pq.write_table(table, tmp_path / "t.parquet")
    ours, _ = opened_both(session, log, [tmp_path / "t.parquet"])
    with ours:
        pieces = list(ours.each(sizes, Needs(), us("2026-02-01T00:00Z")))
    found = [pair for piece in pieces for pair in piece]
    assert sorted(found) == [("a", 25), ("b", 25), ("c", 25), ("d", 25), ("large", 900)]


def sizes(batch):
    return list(zip(batch.cases.to_pylist(), (batch.offsets[1:] - batch.offsets[:-1]).tolist(), strict=True))


def test_an_empty_log_has_no_cases(tmp_path, session):
    (tmp_path / "t.csv").write_text("case,time,status\n")
    for log in opened_both(session, log_of(field("status", "new|done"), zone="UTC"), [tmp_path / "t.csv"]):
        with log:
            assert (seen(log), log.first_instant(), log.summary().rows) == ({}, None, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", b"case,time\n1,2026-01-01\n"),
        ("t.csv", b""),
        ("t.csv.gz", gzip.compress(b"case,time,status\n" + b"1,2026-01-01,new\n" * 999)[:-30]),
        ("t.jsonl", b'{"case": 1, "time": "2026-01-01"}\n'),
        ("t.jsonl", b"[]\n"),
        ("t.parquet", b"PAR1 and no more"),
        ("t.xes", b"<log>\n<trace>"),
    ],
    ids=["column", "empty", "gzip", "key", "lines", "parquet", "xes"],
)
def test_what_cannot_be_read_is_the_same_error(tmp_path, session, name, content):
    from slacode.engine.spark.log import open_spark_log

    (tmp_path / name).write_bytes(content)
    log, paths = log_of(field("status", "new|done"), zone="UTC"), [str(tmp_path / name)]
    with pytest.raises(LogError) as ours:
        open_spark_log(log, paths, session=session)
    with pytest.raises(LogError) as embedded:
        open_log(log, paths)
    assert ours.value.diagnostics == embedded.value.diagnostics


def test_a_file_that_goes_away_meanwhile_is_an_error_about_the_log(tmp_path, session):
    (tmp_path / "t.csv").write_text("case,time,status\n1,2026-01-01,new\n")
    ours, _ = opened_both(session, log_of(field("status", "new|done"), zone="UTC"), [tmp_path / "t.csv"])
    (tmp_path / "t.csv").unlink()
    with ours, pytest.raises(LogError, match=r"a task of Spark failed: .*(no such file|No such file)"):
        seen(ours)


def test_the_session_that_is_given_stays_as_it_was(tmp_path, spark):
    policy = slacode.load(EXAMPLES / "helpdesk" / "policies")
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    spark.conf.set("spark.sql.ansi.enabled", "false")
    slacode.evaluate(policy, spark=spark, periods="2026-01")
    assert spark.conf.get("spark.sql.session.timeZone") == "Asia/Tokyo"
    assert spark.sql("SELECT 1 AS one").collect()[0].one == 1


def test_a_master_without_the_engine_is_an_error():
    done = subprocess.run(
        [sys.executable, "-m", "slacode", "evaluate", str(EXAMPLES / "helpdesk" / "policies"), "--master", "local[2]"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "`--master` says where Spark runs; say `--engine spark` too" in done.stderr


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("slacode.engine.spark.installed.find_spec", lambda name: None if name == "pyspark" else name)
    policy = slacode.load(EXAMPLES / "helpdesk" / "policies")
    with pytest.raises(PolicyError) as caught:
        slacode.evaluate(policy, spark="local[2]")
    [problem] = caught.value.diagnostics
    assert problem.message == "Spark is not installed here"
    assert "pip install 'slacode[spark]'" in problem.help[0]


def test_without_java_the_error_says_so(spark, monkeypatch):
    from slacode.engine.spark.session import started

    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(PolicyError, match="Spark needs Java, and there is none here"):
        started("local[2]")


@pytest.mark.slow
def test_a_million_rows_are_judged_alike(tmp_path, spark):
    from tests.spark.million import POLICY, write_rows

    (tmp_path / "p.sla").write_text(POLICY)
    write_rows(tmp_path / "rows", 1_000_000)
    policy = slacode.load(tmp_path / "p.sla")
    logs = {"tickets": str(tmp_path / "rows" / "*.parquet")}
    ours, embedded = (outcome(tmp_path, policy, logs, engine) for engine in (spark, None))
    assert ours == embedded
    assert len(ours[1].splitlines()) > 390_000
