"""XES: what each part of a file means, what is set aside, what is damage; a CSV of the same rows says the same."""

import csv
import gzip
import io
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import slacode
from slacode.engine.evaluate.cases import SCHEMA
from slacode.engine.logs import LogError, open_log, read_xes
from slacode.reports.cases import write_cases
from tests.logs.build import field, log_of, reasons, seen, us

CASE, TIME = "case:concept:name", "time:timestamp"
LOG = log_of(
    field("status", "new|done", "concept:name"),
    field("phase", "text", "lifecycle:transition"),
    field("group", "text", "case:org"),
    case=CASE,
    time=TIME,
)
XES = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="org" value="nobody"/></global>
  <global scope="event">
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the whole log"/>
  <trace>
    <string key="concept:name" value="007"/>
    <string key="org" value="M&#252;ller &amp; S&#246;hne"/>
    <event>
      <string key="concept:name" value="new"/>
      <date key="time:timestamp" value="2026-03-06T17:55:00.000+01:00"/>
      <string key="lifecycle:transition" value="start"/>
    </event>
    <event><date key="time:timestamp" value="2026-03-06T20:10:00Z"/><string key="concept:name" value="done"/></event>
  </trace>
  <trace><string key="concept:name" value="empty"/></trace>
  <trace>
    <string key="concept:name" value="008"/>
    <event><string key="concept:name" value="new"/><date key="time:timestamp" value="2026-03-07T00:00:00Z"/></event>
  </trace>
</log>
"""
# 17:55 at +01:00 is 16:55 UTC. The second event of 007 and that of 008 have the default phase, 008 the default group.
EXPECTED = {
    "007": [
        (us("2026-03-06T16:55+00:00"), "new", "start", "Müller & Söhne"),
        (us("2026-03-06T20:10+00:00"), "done", "complete", "Müller & Söhne"),
    ],
    "008": [(us("2026-03-07T00:00+00:00"), "new", "complete", "nobody")],
}


def opened(folder, text, log=LOG, name="t.xes", **more):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return open_log(log, [str(path)], threads=1, **more)


def content(log):
    with log:
        return seen(log, texts=[field.name for field in log.log.fields])


def one_trace(*events, before=""):
    return f"<log>{before}<trace><string key='concept:name' value='1'/>{''.join(events)}</trace></log>"


def event(*attributes, time="2026-01-01T00:00:00Z"):
    return f"<event><date key='time:timestamp' value='{time}'/>{''.join(attributes)}</event>"


def attribute(key, value, type_="string", inside=""):
    return f"<{type_} key={quoteattr(key)} value={quoteattr(value)}>{inside}</{type_}>"


@pytest.mark.parametrize("name", ["t.xes", "t.xml", "strange", "t.xes.gz"])
def test_traces_events_and_defaults(tmp_path, name):
    text = gzip.compress(XES.encode()) if name.endswith("gz") else XES
    log = opened(tmp_path, text, name=name)
    assert log.summary().rows == 3
    assert reasons(log) == []
    assert content(log) == EXPECTED


@pytest.mark.parametrize(
    "text",
    [
        XES.replace("UTF-8", "UTF-16").encode("utf-16"),
        XES.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        "\ufeff" + XES,
        XES.replace("\n", "\r\n"),
        XES.replace("\n", ""),
        XES.replace("<log ", "<x:log xmlns:x='http://www.xes-standard.org/' ").replace("</log>", "</x:log>"),
    ],
    ids=["utf-16", "latin-1", "bom", "crlf", "one line", "prefix"],
)
def test_xml_of_every_kind_says_the_same(tmp_path, text):
    assert content(opened(tmp_path, text)) == EXPECTED


def test_keys_may_be_written_as_names(tmp_path):
    named = [field.model_copy(update={"column": field.column.replace(":", "_")}) for field in LOG.fields]
    log = LOG.model_copy(update={"case": "case_concept_name", "time": "time_timestamp", "fields": tuple(named)})
    assert content(opened(tmp_path, XES, log)) == EXPECTED


def test_typed_values(tmp_path):
    log = log_of(
        field("n", "number"),
        field("cost", "text"),
        field("ok", "yesno"),
        field("due", "instant"),
        field("id", "text"),
        case=CASE,
        time=TIME,
    )
    values = [
        attribute("n", "12", "int"),
        attribute("cost", "7.50", "float"),
        attribute("ok", "true", "boolean"),
        attribute("due", "2026-01-02T01:00:00.000+01:00", "date"),
        attribute("id", "b-7", "id"),
    ]
    nothing = [attribute("n", "NaN", "float"), attribute("cost", "1e3", "float"), attribute("id", "")]
    text = one_trace(event(*values), event(*nothing, time="2026-01-01T00:00:01Z"))
    with opened(tmp_path, text, log) as found:
        assert reasons(found) == []
        assert [row for _, row in found.rows("1")] == [
            {"n": "12", "cost": "7.5", "ok": "yes", "due": "2026-01-02T00:00:00Z", "id": "b-7"},
            {"n": None, "cost": "1000", "ok": None, "due": None, "id": None},
        ]


def test_what_stands_within_an_attribute_or_a_list_has_the_names_of_both(tmp_path):
    log = log_of(field("unit", "text", "cost/unit"), field("first", "text", "team/lead/name"), case=CASE, time=TIME)
    lead = attribute("lead", "", inside=attribute("name", "Ada"))
    team = f"<list key='team'><values>{lead}</values></list>"
    text = one_trace(event(attribute("cost", "5", "float", attribute("unit", "EUR")), team, attribute("unit", "no")))
    assert content(opened(tmp_path, text, log)) == {"1": [(us("2026-01-01T00:00+00:00"), "EUR", "Ada")]}


def test_an_event_outside_of_a_trace_names_its_case_itself_or_has_none(tmp_path):
    own = event(attribute(CASE, "9"), attribute("concept:name", "new"), attribute("case:org", "x"))
    other = event(attribute("concept:name", "new"), attribute("lifecycle:transition", "start"))
    log = opened(tmp_path, f"<log>{own}{other}</log>")
    assert reasons(log) == [(2, CASE, "there is no case")]
    assert content(log) == {"9": [(us("2026-01-01T00:00+00:00"), "new", None, "x")]}


def test_no_default_makes_up_a_case_or_a_time(tmp_path):
    text = XES.replace('<date key="time:timestamp" value="2026-03-07T00:00:00Z"/>', "")
    text = text.replace('<global scope="trace">', '<global scope="trace"><string key="concept:name" value="nobody"/>')
    with opened(tmp_path, text.replace('<string key="concept:name" value="007"/>', "")) as log:
        assert reasons(log) == [
            (1, CASE, "there is no case"),
            (2, CASE, "there is no case"),
            (3, TIME, "there is no time"),
        ]


def test_a_default_that_is_no_value_sets_the_row_aside(tmp_path):
    text = XES.replace(
        '<string key="lifecycle', '<string key="concept:name" value="__INVALID__"/><string key="lifecycle', 1
    )
    text = text.replace('<event><string key="concept:name" value="new"/>', "<event>")
    with opened(tmp_path, text) as log:
        assert reasons(log) == [(3, "concept:name", "`__INVALID__` is not one of `new`, `done`")]
    with opened(tmp_path, text, LOG.model_copy(update={"missing": ("__INVALID__",)})) as log:
        assert reasons(log) == []


def test_rows_are_set_aside_with_their_number(tmp_path):
    events = [
        event(attribute("concept:name", "new")),
        event(attribute("concept:name", "New")),
        event(attribute("concept:name", "done"), time="yesterday"),
        event(attribute("concept:name", "done"), time="2026-01-01T00:00:00"),
        event(attribute("concept:name", "done"), attribute("concept:name", "new")),
        event(attribute("lifecycle:transition", "a"), attribute("x", "1"), attribute("x", "2")),
    ]
    before = "<global scope='trace'><string key='org' value=''/></global>"
    with opened(tmp_path, one_trace(*events, before=before)) as log:
        assert log.summary().rows == 6
        assert log.summary().set_aside == 4
        assert reasons(log) == [
            (2, "concept:name", "`New` is not one of `new`, `done`"),
            (3, TIME, "`yesterday` is no time in ISO 8601"),
            (4, TIME, "`2026-01-01T00:00:00` has no offset and the log names no zone: add `times in ZONE`"),
            (5, "", "a value that the log reads is given more than once"),
        ]


def test_an_attribute_that_no_event_has_is_a_missing_column(tmp_path):
    with pytest.raises(LogError, match="no column `case:org`") as caught:
        opened(tmp_path, one_trace(event(attribute("concept:name", "new"), attribute("lifecycle:transition", "start"))))
    assert caught.value.diagnostics[0].notes == (
        "its columns are `case:concept:name`, `concept:name`, `lifecycle:transition`, `time:timestamp`",
    )


def test_no_events_are_an_empty_log(tmp_path):
    with opened(tmp_path, "<log/>") as log:
        assert log.summary().rows == 0
        assert seen(log) == {}


BOMB = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n' + XES.partition("?>\n")[2]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (XES[:-10], "line 26: unclosed token"),
        (XES.replace("</event>", "</evnt>", 1), "line 19: mismatched tag"),
        (XES.replace("&amp;", "&"), "line 14: not well-formed (invalid token)"),
        ("", "line 1: no element found"),
        ("<html><body/></html>", "line 1: it is no XES: it begins with `html` instead of `log`"),
        (BOMB, "line 1: it declares the entity `a`, and none is read, for safety"),
        ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log/>', "line 1: it declares the entity `x`"),
        ("<log>\n<trace><event><string value='1'/></event></trace></log>", "line 2: a `string` has no key"),
        (
            f"<log><trace>{event()}\n<string key='concept:name' value='1'/></trace></log>",
            "line 2: the attribute `concept:name` of a trace stands after its events",
        ),
    ],
    ids=["cut", "tag", "token", "empty", "html", "bomb", "external", "key", "late"],
)
def test_damage_is_an_error_with_its_line(tmp_path, text, why):
    with pytest.raises(LogError) as caught:
        opened(tmp_path, text)
    [problem] = caught.value.diagnostics
    assert problem.message.partition("cannot be read: ")[2].startswith(why)


def test_a_packed_file_that_is_cut_short_is_told(tmp_path):
    with pytest.raises(LogError, match="damaged or cut short"):
        opened(tmp_path, gzip.compress(XES.encode())[:-40], name="t.xes.gz")


def test_many_events_come_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(read_xes, "_CHUNK", 100)
    monkeypatch.setattr(read_xes, "_BATCH", 2)
    assert content(opened(tmp_path, XES)) == EXPECTED


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=8)
EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from(["new", "done", "odd", ""]), WORDS))


@settings(deadline=None, max_examples=25)
@given(EVENTS)
def test_a_csv_of_the_same_rows_says_the_same(tmp_path_factory, rows):
    """Traces in any order, events of one trace apart or not: the same cases, and the same rows set aside."""
    folder = tmp_path_factory.mktemp("xes")
    fields = log_of(field("status", "new|done", "concept:name"), field("note", "text"), case=CASE, time=TIME)
    rows = sorted(rows, key=lambda row: row[0])
    xes, cells = ["<log>"], io.StringIO()
    table = csv.writer(cells)
    table.writerow([CASE, TIME, "concept:name", "note"])
    for case, hour, status, note in rows:
        time = f"2026-01-01T{hour:02}:00:00+01:00"
        table.writerow([f"c{case}", time, status, note])
        about = f"<trace><string key='concept:name' value='c{case}'/>"
        xes.append(about + event(attribute("concept:name", status), attribute("note", note), time=time) + "</trace>")
    with (
        opened(folder, "".join([*xes, "</log>"]), fields) as ours,
        opened(folder, cells.getvalue(), fields, "t.csv") as twin,
    ):
        assert reasons(ours) == reasons(twin)
        assert seen(ours, texts=["status", "note"]) == seen(twin, texts=["status", "note"])


def test_text_of_an_attribute_may_hold_anything(tmp_path):
    said = "<a & \"b\"> 'c' ü €"
    text = one_trace(event(attribute("note", said)), before=f"<!-- {escape(said)} -->")
    log = log_of(field("note", "text"), case=CASE, time=TIME)
    assert content(opened(tmp_path, text, log))["1"][0][1] == said


POLICY = """
provider a
customer b
log tickets {
  case  "case:concept:name"
  time  "time:timestamp"
  order by "lifecycle:transition"
  field status: one of new, done from "concept:name"
  field org:    text from "case:org"
}
metric repair_time = clock on tickets { start when status == new stop when status == done }
sla support {
  between a and b
  hours   always
  term    from 2026-01-01
  target repair { metric repair_time by org { "Müller & Söhne": 95% within 3h nobody: 95% within 1h } }
}
calendar always = 24x7
"""
TWIN = """case:concept:name,time:timestamp,concept:name,lifecycle:transition,case:org
007,2026-03-06T17:55:00+01:00,new,start,Müller & Söhne
007,2026-03-06T20:10:00Z,done,complete,Müller & Söhne
008,2026-03-07T00:00:00Z,new,complete,nobody
"""


def test_the_cases_of_a_csv_of_the_same_rows_are_the_same_bytes(tmp_path):
    """16:55 to 20:10 are 3h15min, which is more than 3h; the other case has just begun."""
    (tmp_path / "p.sla").write_text(POLICY)
    (tmp_path / "t.xes").write_text(XES)
    (tmp_path / "t.csv").write_text(TWIN)
    policy = slacode.load(tmp_path / "p.sla")
    for name in ("t.xes", "t.csv"):
        result = slacode.evaluate(policy, {"tickets": tmp_path / name}, as_of="2026-03-07T00:30:00Z")
        write_cases(result.case_tables(), str(tmp_path / f"{name}.cases.csv"), SCHEMA)
    ours = (tmp_path / "t.xes.cases.csv").read_bytes()
    assert ours == (tmp_path / "t.csv.cases.csv").read_bytes()
    assert [line.split(",")[4:11] for line in ours.decode().splitlines()[1:]] == [
        ["007", "1", "2026-03-06T16:55:00Z", "2026-03-06T20:10:00Z", "10800", "11700", "breached"],
        ["008", "1", "2026-03-07T00:00:00Z", "", "3600", "1800", "pending"],
    ]
