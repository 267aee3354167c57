"""Every output format shows the one record of findings: they agree, and each is as its readers want it."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import slacode
from slacode.baseline import fingerprint
from slacode.diagnostics import Allowed, Diagnostic, Label, Location, PolicyError, Severity
from slacode.engine.checks import names
from slacode.engine.checks._page import page
from slacode.project import compile_sources
from slacode.reports import Findings, formats, render_findings
from slacode.reports._excerpt import clean
from slacode.reports.json import FINDINGS_SCHEMA, LINE_SCHEMA
from slacode.settings import Settings
from slacode.source import Source, read_sources
from tests.reports.parsed import READERS, Told, told

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SARIF = jsonschema.Draft4Validator(
    json.loads((HERE / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")),
    format_checker=jsonschema.FormatChecker(),
)
SOURCE = Source("policies/shop.sla", 'sla shop {\n  owner "A | B"\n}\n')
NASTY = Diagnostic(
    "unknown-name",
    Severity.ERROR,
    "there is no `50%|x` in **this** <b>_file_</b> of @team & co, 100%",
    Location("policies/shop.sla", 2, 3, 2, 8),
    label="here: `a`",
    labels=(Label(Location("policies/a,b:c d%.sla", 7, 1, 9, 2), "declared, there"),),
    help=("write `50%`", "or, better: `x|y`"),
    notes=("50% of ::error:: are\nnot 100%",),
    data={"share": "50%"},
)
SEVERAL = (
    NASTY,
    replace(NASTY, at=Location("policies/a,b:c d%.sla", 3, 1, 5, 2), severity=Severity.WARNING),
    replace(NASTY, severity=Severity.NOTE, at=Location("policies/shop.sla", 1, 1, 1, 4)),
    Diagnostic("no-policy", Severity.ERROR, "there is no file or folder `x`"),
    replace(NASTY, message="accepted", allowed=Allowed("2026-12-31", "CAB-412: 50%")),
    replace(NASTY, message="known", allowed=Allowed(None, "in the baseline `b.json`", by_policy=False)),
)
RECORD = Findings.of(SEVERAL, [SOURCE])


@cache
def findings_of(path: str) -> Findings:
    sources, _ = read_sources([str(ROOT / path)])
    named = [replace(source, path=Path(source.path).relative_to(ROOT).as_posix()) for source in sources]
    compiled = compile_sources(named)
    found = slacode.check(compiled.policy) if compiled.policy else list(compiled.diagnostics)
    return Findings.of(found, named)


REAL = ("docs/samples/mistakes.sla", "docs/samples/too_slow.sla", "policies", "examples/tour")


# ---- they agree


def test_every_format_is_read_back_here():
    assert set(formats("findings")) == set(READERS)


@pytest.mark.parametrize("path", REAL)
@pytest.mark.parametrize("name", READERS)
def test_formats_agree_on_every_finding(name, path):
    record = findings_of(path)
    assert sorted(READERS[name](render_findings(name, record))) == sorted(map(told, record.open))


def test_the_samples_have_findings_to_agree_on():
    assert [len(findings_of(path).open) for path in REAL[:2]] == [3, 2]
    assert len(findings_of("policies").open) > 1


@pytest.mark.parametrize("name", READERS)
def test_formats_agree_whatever_the_words(name):
    assert sorted(READERS[name](render_findings(name, RECORD))) == sorted(map(told, RECORD.open))


words = st.text(st.characters(codec="utf-8"), max_size=40)
paths = st.text(st.sampled_from("ab/ ,:%é|#_~"), min_size=1, max_size=12).map(lambda text: f"p{text}q.sla")
places = st.builds(
    lambda path, line, more, column: Location(path, line, column, line + more, column + 1),
    paths, st.integers(1, 30), st.integers(0, 2), st.integers(1, 90),
)  # fmt: skip
diagnostics = st.builds(
    Diagnostic,
    check=st.sampled_from(["syntax", "unknown-name", "tier-gap", "evaluate"]),
    severity=st.sampled_from(Severity),
    message=words.map(lambda text: f"a{text}b"),
    at=st.none() | places,
    labels=st.lists(st.builds(Label, places, words), max_size=2).map(tuple),
    help=st.lists(words, max_size=2).map(tuple),
    notes=st.lists(words, max_size=2).map(tuple),
    allowed=st.none() | st.builds(Allowed, st.sampled_from([None, "2026-12-31"]), words, st.booleans()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(diagnostics, max_size=5))
def test_formats_agree_on_any_findings(found):
    record = Findings.of(found)
    expected = sorted(map(told, record.open))
    for name in ("json", "jsonl", "sarif", "github", "gitlab"):
        assert sorted(READERS[name](render_findings(name, record))) == expected, name
    SARIF.validate(json.loads(render_findings("sarif", record)))


@settings(max_examples=150, deadline=None)
@given(words.map(lambda text: f"a{text}b"))
def test_markdown_shows_any_message_as_it_is(message):
    record = Findings.of([Diagnostic("syntax", Severity.ERROR, message)])
    (row,) = READERS["markdown"](render_findings("markdown", record))
    # An invisible space of the message's own goes with the one that keeps `@` from being a mention.
    assert _squeezed(row.message) == _squeezed(clean(message).replace("\u200b", ""))


def _squeezed(text: str) -> str:
    """Runs of white space are one space on a page, also in code."""
    return " ".join(text.split())


@settings(max_examples=100, deadline=None)
@given(st.lists(diagnostics, max_size=4))
def test_junit_is_xml_whatever_the_words(found):
    record = Findings.of(found)
    root = ET.fromstring(render_findings("junit", record).encode())
    assert int(root.get("failures")) == len(record.failing)
    assert int(root.get("skipped")) == len(record.diagnostics) - len(record.open)


# ---- sarif


@pytest.mark.parametrize("path", REAL)
def test_sarif_is_valid_by_the_official_schema(path):
    SARIF.validate(json.loads(render_findings("sarif", findings_of(path))))


def test_the_schema_refuses_what_is_not_sarif():
    assert SARIF.schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    wrong = json.loads(render_findings("sarif", RECORD))
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        SARIF.validate(wrong)


def sarif_of(record: Findings):
    content = json.loads(render_findings("sarif", record))
    SARIF.validate(content)
    return content["runs"][0]


def test_sarif_holds_rules_with_their_help_and_further_places():
    run = sarif_of(RECORD)
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(rules) == {"no-policy", "unknown-name"}
    assert rules["unknown-name"]["shortDescription"]["text"] == page("unknown-name").rule
    assert "## Right" in rules["unknown-name"]["help"]["markdown"]
    (result,) = [one for one in run["results"] if one["message"]["text"].startswith("there is no `50%")][2:]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "policies/shop.sla", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 8},
    }
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "policies/a%2Cb%3Ac%20d%25.sla"
    assert related["message"]["text"] == "declared, there"
    assert result["properties"] == {"share": "50%"}


def test_sarif_knows_what_is_allowed_by_a_comment_and_what_by_a_baseline():
    suppressed = {
        result["message"]["text"].split("\n")[0]: result["suppressions"]
        for result in sarif_of(RECORD)["results"]
        if result["suppressions"]
    }
    assert suppressed == {
        "accepted": [{"kind": "inSource", "status": "accepted", "justification": "until 2026-12-31: CAB-412: 50%"}],
        "known": [{"kind": "external", "status": "accepted", "justification": "in the baseline `b.json`"}],
    }


def test_a_file_outside_the_folder_has_a_whole_address_in_sarif():
    outside = replace(NASTY, at=Location("/srv/my shop.sla", 1, 1, 1, 2), labels=())
    (result,) = sarif_of(Findings.of([outside]))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/my%20shop.sla"}


@pytest.mark.parametrize("name", names())
def test_every_check_is_a_rule_in_sarif(name):
    found = Findings.of([Diagnostic(name, page(name).severity, "x")])
    (rule,) = sarif_of(found)["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"]["level"] == page(name).severity.value


# ---- what findings are known by


def known(record: Findings) -> dict[str, str]:
    results = sarif_of(record)["results"]
    return {one["partialFingerprints"]["slacodeFinding/v1"]: one["message"]["text"] for one in results}


@pytest.mark.parametrize("name", [name for name in names() if page(name).wrong.language == "sla"])
def test_fingerprints_stay_when_lines_move(name):
    def record(text: str) -> Findings:
        compiled = compile_sources([Source("example.sla", text)])
        found = slacode.check(compiled.policy, as_of=page(name).wrong.as_of) if compiled.policy else ()
        return Findings.of([*compiled.diagnostics, *found])

    before = record(page(name).wrong.text)
    after = record("# moved\n\n\n" + page(name).wrong.text)
    assert [d.at.line + 3 for d in before.diagnostics if d.at] == [d.at.line for d in after.diagnostics if d.at]
    assert before.diagnostics
    assert before.fingerprints == after.fingerprints


def test_no_two_findings_have_one_fingerprint():
    twice = Findings.of([NASTY, replace(NASTY, at=Location("policies/shop.sla", 9, 1, 9, 2)), SEVERAL[3]])
    assert len(set(twice.fingerprints)) == 3
    assert len(known(twice)) == 3
    entries = json.loads(render_findings("gitlab", twice))
    assert {entry["fingerprint"] for entry in entries} == set(twice.fingerprints)


def test_a_finding_has_the_same_fingerprint_in_sarif_gitlab_and_baselines():
    one = Findings.of([NASTY])
    (entry,) = json.loads(render_findings("gitlab", one))
    assert [entry["fingerprint"]] == list(known(one)) == [fingerprint(NASTY)]


# ---- github, gitlab, junit, json lines


def test_github_commands_are_escaped_as_the_runner_reads_them():
    commands = render_findings("github", RECORD).splitlines()
    assert commands[0] == "::error title=no-policy::there is no file or folder `x`"
    assert commands[1] == (
        "::warning title=unknown-name,file=policies/a%2Cb%3Ac d%25.sla,line=3,endLine=5::"
        "there is no `50%25|x` in **this** <b>_file_</b> of @team & co, 100%25"
        "%0A50%25 of ::error:: are not 100%25%0Ahelp: write `50%25`%0Ahelp: or, better: `x|y`"
    )
    place = "file=policies/shop.sla,line=1,endLine=1,col=1,endColumn=4"
    assert commands[2].startswith(f"::notice title=unknown-name,{place}::")
    assert len(commands) == 4


def test_gitlab_entries_have_what_gitlab_asks_for():
    text = {"type": "string", "minLength": 1}
    line = {"type": "integer", "minimum": 1}
    lines = {"type": "object", "required": ["begin"], "properties": {"begin": line, "end": line}}
    location = {"type": "object", "required": ["path", "lines"], "properties": {"path": text, "lines": lines}}
    properties = {
        "description": text,
        "check_name": text,
        "fingerprint": text,
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": location,
    }
    entry = {"type": "object", "required": list(properties), "properties": properties}
    entries = json.loads(render_findings("gitlab", RECORD))
    jsonschema.validate(entries, {"type": "array", "items": entry})
    assert len(entries) == len(RECORD.open) == 4


@pytest.mark.parametrize(("fail_on", "failures"), [("note", 4), ("warning", 3), ("error", 2), ("never", 0)])
def test_junit_fails_what_fails_the_run(fail_on, failures):
    record = Findings.of(SEVERAL, [SOURCE], Settings(fail_on=fail_on))
    root = ET.fromstring(render_findings("junit", record))
    assert {name: int(root.get(name)) for name in ("tests", "failures", "skipped", "errors")} == {
        "tests": 6, "failures": failures, "skipped": 2, "errors": 0,
    }  # fmt: skip
    assert len(root.findall(".//failure")) == failures
    assert [skipped.get("message") for skipped in root.iter("skipped")] == [
        "allowed, until 2026-12-31: CAB-412: 50%",
        "allowed, in the baseline `b.json`",
    ]


def test_junit_has_a_case_for_a_file_without_findings():
    root = ET.fromstring(render_findings("junit", Findings.of([], [SOURCE])))
    (case,) = root.iter("testcase")
    assert (case.get("name"), case.get("classname"), len(case)) == ("no findings", "policies/shop.sla", 0)


def test_junit_tells_cases_of_one_name_apart():
    twice = Findings.of([NASTY, replace(NASTY, at=Location("policies/shop.sla", 9, 1, 9, 2))])
    root = ET.fromstring(render_findings("junit", twice))
    names_ = [case.get("name") for case in root.iter("testcase")]
    assert len(set(names_)) == len(names_) == 2


def test_json_and_its_lines_hold_the_same_objects_valid_by_their_schemas():
    whole = json.loads(render_findings("json", RECORD))
    lines = [json.loads(line) for line in render_findings("jsonl", RECORD).splitlines()]
    jsonschema.validate(whole, FINDINGS_SCHEMA)
    for line in lines:
        jsonschema.validate(line, LINE_SCHEMA)
    assert whole["findings"] == lines
    assert render_findings("jsonl", Findings.of([])) == ""


def test_markdown_mentions_nobody_and_folds_the_reasons():
    text = render_findings("markdown", RECORD)
    assert text.startswith("**2 errors, 1 warning, 1 note in 1 file (2 allowed)**\n")
    assert re.search(r"(?<!`)@team", text) is None
    assert "<summary>Reasons and ways out</summary>" in text
    assert "  - help: or, better: `x|y`\n" in text
    assert render_findings("markdown", Findings.of([], [SOURCE])) == "nothing found in 1 file\n"


def test_what_is_not_understood_can_be_shown_in_every_format():
    with pytest.raises(PolicyError) as error:
        slacode.load(ROOT / "docs" / "samples" / "mistakes.sla")
    record = Findings.of(error.value.diagnostics)
    for name, read in READERS.items():
        found = read(render_findings(name, record))
        assert [type(one) for one in found] == [Told] * len(record.diagnostics), name
