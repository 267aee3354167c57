"""Up to which row a growing file is read: by hand, and against the rows of the csv module cut anywhere."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.growing import up_to_last_row
from slacode.engine.model.logs import Log, LogField, TimeFormat
from slacode.project import evaluate, load
from tests.evaluate.desk import HEADER, policy_text

FIELD = LogField(name="c", column="c", type="text")
LOG = Log(name="log", case="a", time="b", time_format=TimeFormat(), fields=(FIELD,))


def size_of(path, data, *, delimiter=None, encoding="utf-8"):
    path.write_bytes(data)
    kind = "jsonl" if data.startswith(b"{") else "csv"
    file = LogFile(0, path.name, str(path), kind, "none")
    return up_to_last_row(Canonical(LOG), file, encoding, delimiter).size


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        (b"", b""),
        (b"", b"a,b,c"),
        (b"a,b,c\n", b""),
        (b"a,b,c\n1,2,3\n", b"4,5"),
        (b"a,b,c\r\n1,2,3\r\n", b"4,5,6\r"),
        (b'a,b,c\n1,2,"x\ny"\n', b'4,5,"x\ny\n'),  # a line end in a cell ends no row
        (b'a,b,c\n1,2,"say ""x""\n,"\n', b'4,5,"say ""\n'),
        (b'a,b,c\n1,2,5" disk\n3,4,x"y\n', b"5"),  # a quote within a cell opens nothing
        (b'a;b;c\n1;2;x,"y\n', b'3;4;"x\n'),  # only the delimiter of the file begins a cell
        (b'"a","b","c"\n"1","2",""\n', b'"3","4","\n'),
        (b'{"a": 1}\n{"a": "x\\n\\""}\n', b'{"a"'),
    ],
)
def test_the_last_whole_row_is_found(tmp_path, whole, rest):
    assert size_of(tmp_path / "log", whole + rest) == len(whole)


def test_what_is_written_whole_or_in_wide_characters_is_not_cut(tmp_path):
    assert size_of(tmp_path / "log", "a,b,c\n1".encode("utf-16"), encoding="utf-8") is None
    parquet = LogFile(0, "x", str(tmp_path / "log"), "parquet", "none")
    assert up_to_last_row(Canonical(LOG), parquet, "utf-8", None).size is None


CELLS = st.text(st.sampled_from('ab",\n;é'), max_size=5)


@settings(max_examples=150)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5), st.data())
def test_rows_are_cut_where_the_csv_module_ends_them(tmp_path_factory, rows, data):
    ends, written = [0], io.StringIO(newline="")
    for row in (["a", "b", "c"], *rows):
        csv.writer(written, lineterminator="\n").writerow(row)
        ends.append(len(written.getvalue().encode()))
    text = written.getvalue().encode()
    cut = data.draw(st.integers(0, len(text)))
    path = tmp_path_factory.mktemp("cut") / "log"
    assert size_of(path, text[:cut], delimiter=",") == max(end for end in ends if end <= cut)


def test_large_files_are_cut_at_the_same_place(tmp_path):
    rows = b"".join(b'%d,"x\n""y""",z\n' % i for i in range(200_000))  # more than one piece
    assert size_of(tmp_path / "log", b"a,b,c\n" + rows + b'1,"x\n') == len(b"a,b,c\n" + rows)


def judged(folder, text):
    from slacode.engine.evaluate.options import Options

    (folder / "desk.sla").write_text(policy_text(), encoding="utf-8")
    (folder / "tickets.csv").write_text(text, encoding="utf-8")
    policy = load(folder / "desk.sla")
    return evaluate(policy, {"tickets": folder / "tickets.csv"}, options=Options(growing=True))


def test_half_a_row_is_neither_read_nor_set_aside(tmp_path):
    row = "T1,2026-03-09T08:00,new,P1,,\n"
    whole = judged(tmp_path, f"{HEADER}\n{row}")
    half = judged(tmp_path, f"{HEADER}\n{row}T2,2026-03-09T0")
    assert half.logs[0].files[0].unread == len("T2,2026-03-09T0")
    assert (half.targets, half.as_of, half.set_aside) == (whole.targets, whole.as_of, ())
    assert half.logs[0].files[0].sha256 == whole.logs[0].files[0].sha256  # the digest is that of what was read
    assert judged(tmp_path, f"{HEADER}\nT2,20").logs[0].rows == 0


def test_half_a_header_is_none(tmp_path):
    with pytest.raises(EvaluationError, match="without a header"):
        judged(tmp_path, HEADER)
