"""`slacode verify`: what was changed since, in the folder or in the logs, is told with what it was and is."""

import gzip
import hashlib
import json
import shutil

import jsonschema
import pyarrow.parquet as pq
import pytest

from slacode.reports._schemas import SCHEMAS
from tests.evidence.build import LOG, change, content, differences, evaluate, run, seal_anew, verify
from tests.faults.build import desk

FILES = (
    *("SHA256SUMS", "attribution.parquet", "cases.parquet", "derivations.json", "manifest.json"),
    *("policies/policies/desk.sla", "results.json", "set_aside.csv"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    desk(folder, tickets=9)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert evaluate().exit_code == 1
    return folder


@pytest.fixture
def here(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def kept(here):
    return here / "evidence"


def test_what_is_as_it_was_is_verified(here, kept):
    before = content(kept)
    told = verify()
    assert told.exit_code == 0
    assert told.stdout.startswith("evidence: all is as it was\n  as of 2026-02-28T23:00:00Z, period 2026-01\n")
    as_json = json.loads(verify("--format", "json").stdout)
    jsonschema.validate(as_json, SCHEMAS["verify"]())
    assert (as_json["verified"], as_json["differences"], as_json["reason"]) == (True, [], None)
    assert content(kept) == before


def test_the_folders_own_policies_are_judged(here, kept):
    shutil.rmtree(here / "policies")
    assert verify().exit_code == 0


def test_what_was_looked_ahead_by_is_asked_again(here):
    assert evaluate("--warn-at", "12.5%,99%", "--as-of", "2026-01-05T10:00:00Z").exit_code == 3
    assert json.loads((here / "evidence/manifest.json").read_text())["parameters"]["warn_at"] == ["12.5", "99"]
    assert verify().exit_code == 0


# ---- the folder


def test_the_list_of_files_is_whole(kept):
    assert sorted(content(kept)) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_tampered_with_is_told(kept, name):
    path = kept / name
    path.write_bytes(path.read_bytes() + b"\n")
    told = verify()
    assert told.exit_code == 1
    assert name in told.stdout


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_told(kept, name):
    (kept / name).unlink()
    told = verify()
    assert told.exit_code == 1
    assert name in told.stdout
    assert "is none" in told.stdout


def test_a_file_that_was_added_is_told(kept):
    (kept / "policies" / "more.sla").write_text("team a\n")
    [(file, figure, before, now)] = differences()
    assert (file, figure, before) == ("policies/more.sla", "sha256", None)
    assert len(now) == 64


@pytest.mark.parametrize("name", ["results.json", "derivations.json", "cases.parquet", "attribution.parquet"])
def test_a_file_that_is_missing_is_told_though_no_digest_names_it(kept, name):
    (kept / name).unlink()
    seal_anew(kept)
    assert differences() == [(name, "file", "there", None)]


@pytest.mark.parametrize("name", ["policies/more.sla", "remarks.txt"])
def test_a_file_that_was_added_is_told_though_a_digest_names_it(kept, name):
    (kept / name).write_text("team a\n")
    seal_anew(kept)
    assert differences() == [(name, "file", None, "there")]
    assert verify().exit_code == 1


def test_a_file_that_says_nothing_any_more_is_told(kept):
    for name in FILES[1:]:
        (kept / name).write_bytes(b"\xff\xfe")
    assert verify().exit_code == 1
    (kept / "SHA256SUMS").write_bytes(b"\xff\xfe")
    assert verify().exit_code == 1


# ---- the figures, by one who writes the digests anew


def test_a_figure_that_was_changed_is_told_with_what_it_is(kept):
    change(kept / "results.json", '"attained": "66.666666"', '"attained": "96.666666"')
    change(kept / "results.json", '"amount": "100.00"', '"amount": "10.00"')
    seal_anew(kept)
    assert differences() == [
        ("results.json", "targets support.fix_it v1 2026-01 attained", "96.666666", "66.666666"),
        ("results.json", "penalties support.fix_it v1 slow penalty 2026-01 amount", "10.00", "100.00"),
    ]
    assert verify().exit_code == 1


def test_a_target_that_was_taken_out_is_told(kept):
    results = json.loads((kept / "results.json").read_text())
    results["targets"] = []
    (kept / "results.json").write_text(json.dumps(results))
    seal_anew(kept)
    [(file, figure, before, now)] = differences()
    assert (file, figure, before) == ("results.json", "targets support.fix_it v1 2026-01", None)
    assert '"attained": "66.666666"' in now


def test_a_case_that_was_changed_taken_out_or_added_is_told(kept):
    table = pq.read_table(kept / "cases.parquet").to_pylist()
    schema = pq.read_schema(kept / "cases.parquet")
    table[3]["verdict"] = "met"  # T3, 6h of 4h
    table[8]["case"] = "T9"
    changed = [*table[:1], *table[2:]]  # without T1
    pq.write_table(schema.empty_table().from_pylist(changed, schema), kept / "cases.parquet")
    seal_anew(kept)
    assert differences() == [
        ("cases.parquet", "support.fix_it v1 case T1, cycle 1", None, "there"),
        ("cases.parquet", "support.fix_it v1 case T3, cycle 1: verdict", "met", "breached"),
        ("cases.parquet", "support.fix_it v1 case T8, cycle 1", None, "there"),
        ("cases.parquet", "support.fix_it v1 case T9, cycle 1", "there", None),
    ]


def test_a_policy_that_was_changed_is_told_and_what_follows_from_it(kept):
    change(kept / "policies/policies/desk.sla", "90% within 4h", "90% within 6h")
    seal_anew(kept)
    found = {(file, figure): (before, now) for file, figure, before, now in differences()}
    assert ("policies/policies/desk.sla", "sha256") in found
    # All are restored within 6h.
    assert found["results.json", "targets support.fix_it v1 2026-01 attained"] == ("66.666666", "100")
    assert found["cases.parquet", "support.fix_it v1 case T3, cycle 1: verdict"] == ("breached", "met")


def test_a_policy_that_cannot_be_judged_any_more_is_told(kept):
    change(kept / "policies/policies/desk.sla", "90% within 4h", "90% whithin 4h")
    told = verify()
    assert told.exit_code == 1
    assert "policies/policies/desk.sla: sha256" in told.stdout
    assert "it could not be worked out once more: the policies cannot be judged: policies/desk.sla:" in told.stderr


def test_a_manifest_that_was_changed_is_told(kept):
    change(kept / "manifest.json", '"as_of": "2026-02-28"', '"as_of": "2026-01-05"')
    seal_anew(kept)
    found = {(file, figure): (before, now) for file, figure, before, now in differences()}
    assert found["manifest.json", "as_of"] == ("2026-02-28T23:00:00Z", "2026-01-05T23:00:00Z")
    assert found["results.json", "targets support.fix_it v1 2026-01 status"] == ("missed", "open")
    change(kept / "manifest.json", '"as_of": "2026-01-05"', '"as_of": "2026-02-28"')
    change(kept / "manifest.json", '"rows": 18', '"rows": 17')
    seal_anew(kept)
    assert {file for file, *_ in differences()} == {"manifest.json"}


def test_rows_set_aside_that_were_changed_are_told(here, kept):
    with (here / "tickets.csv").open("a") as log:
        log.write("T99,2026-01-30T10:00:00,lost,P1,,\n")
    evaluate()
    change(kept / "set_aside.csv", "`lost` is not one", "`list` is not one")
    seal_anew(kept)
    [(file, figure, before, now)] = differences()
    assert (file, figure) == ("set_aside.csv", "row 19 tickets tickets.csv status reason")
    assert (before[:6], now[:6]) == ("`list`", "`lost`")


# ---- the logs


def test_a_log_that_was_changed_is_told_first_and_then_what_follows_from_it(here):
    change(here / "tickets.csv", "T3,2026-01-04T16:00:00", "T3,2026-01-04T13:00:00")
    found = differences()
    assert found[0][:2] == ("tickets.csv", "sha256 of log `tickets`")
    by_figure = {(file, figure): (before, now) for file, figure, before, now in found}
    # 7 of 9 are 77.777777%.
    assert by_figure["results.json", "targets support.fix_it v1 2026-01 attained"] == ("66.666666", "77.777777")
    elapsed = by_figure["cases.parquet", "support.fix_it v1 case T3, cycle 1: elapsed_s"]
    assert elapsed == ("21600.000000", "10800.000000")


def test_a_log_that_is_not_there_cannot_be_verified_until_it_is_given(here):
    (here / "tickets.csv").rename(here / "moved.csv")
    told = verify()
    assert told.exit_code == 2
    assert told.stdout.startswith("evidence: could not be verified\n")
    assert "there is no file `tickets.csv` of log `tickets`: give it with `--log tickets=FILE`" in told.stderr
    assert verify("--log", "tickets=moved.csv").exit_code == 0
    assert verify("--log", "tickets=none.csv").exit_code == 2
    unknown = verify("--log", "tikets=moved.csv")
    assert unknown.exit_code == 2
    assert "the evidence has no log `tikets`; did you mean `tickets`?" in unknown.stderr


def test_a_log_is_also_found_beside_the_folder(here, monkeypatch):
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    assert run("verify", "../evidence").exit_code == 0
    (here / "below" / "tickets.csv").write_text("another log\n")  # of two, the one with the right digest is meant
    assert run("verify", "../evidence").exit_code == 0


def test_a_log_beside_the_policies_is_found_when_they_are_gone(here):
    policy = here / "policies" / "desk.sla"
    change(policy, "  case  ticket", '  files "../tickets.csv"\n  case  ticket')
    assert run("evaluate", *LOG[2:], "--evidence", "evidence").exit_code == 1
    assert '"path": "policies/../tickets.csv"' in (here / "evidence/manifest.json").read_text()
    shutil.rmtree(here / "policies")
    assert verify().exit_code == 0


def test_several_files_are_known_by_their_digests_whatever_they_are_called(here):
    header, *rows = (here / "tickets.csv").read_text().splitlines(keepends=True)
    (here / "a.csv").write_text(header + "".join(rows[:10]) + "T1,nowhen,new,P1,,\n")
    (here / "b.csv").write_text(header + "T2,nowhen,new,P1,,\n" + "".join(rows[10:]))
    command = ("evaluate", *LOG[2:], "--log", "tickets=a.csv", "--log", "tickets=b.csv", "--evidence", "evidence")
    assert run(*command).exit_code == 1
    assert verify().exit_code == 0
    (here / "a.csv").rename(here / "z.csv")
    (here / "b.csv").rename(here / "y.csv")
    assert verify("--log", "tickets=[yz].csv").exit_code == 0
    (here / "y.csv").rename(here / "b.csv")
    told = verify("--log", "tickets=z.csv")
    assert told.exit_code == 2
    assert "of log `tickets` no file was given for `b.csv`: give all its files" in told.stderr


def test_the_same_rows_in_another_file_are_another_log_with_the_same_figures(here):
    (here / "tickets.csv.gz").write_bytes(gzip.compress((here / "tickets.csv").read_bytes()))
    found = differences("--log", "tickets=tickets.csv.gz")
    assert [one[:2] for one in found if "sha256" not in one[1]] == []
    assert found[0][:2] == ("tickets.csv", "sha256 of log `tickets`")


def test_a_log_of_standard_input_must_be_given(here):
    text = (here / "tickets.csv").read_text()
    assert run("evaluate", *LOG[2:], "--log", "tickets=-", "--evidence", "evidence", stdin=text).exit_code == 1
    told = verify()
    assert told.exit_code == 2
    assert "log `tickets` was read from standard input: give it with `--log tickets=FILE`" in told.stderr
    assert verify("--log", "tickets=tickets.csv").exit_code == 0
    assert run("verify", "evidence", "--log", "tickets=-", stdin=text).exit_code == 0


# ---- seals, versions and what is no evidence


def test_the_seal_binds_the_whole_folder(here, kept):
    seal = evaluate().stderr.split()[-1]
    assert verify("--seal", seal).exit_code == 0
    change(kept / "manifest.json", '"python": "', '"python": "0.')
    seal_anew(kept)
    assert verify().exit_code == 0  # nobody can know from the folder alone
    assert [one[:3] for one in differences("--seal", seal)] == [("SHA256SUMS", "seal", seal)]


def test_a_seal_is_64_letters(kept):
    told = verify("--seal", "081513dd")
    assert told.exit_code == 2
    assert "`081513dd` is no seal" in told.stderr
    own = hashlib.sha256((kept / "SHA256SUMS").read_bytes()).hexdigest()
    assert verify("--seal", own.upper()).exit_code == 0


def test_other_versions_of_tools_are_told_beside_the_outcome(kept):
    change(kept / "manifest.json", '"duckdb": "', '"duckdb": "0.')
    seal_anew(kept)
    told = verify()
    assert told.exit_code == 0
    assert "note: made with duckdb 0." in told.stderr


def test_a_later_version_may_say_more_but_nothing_else(kept):
    change(kept / "manifest.json", '"slacode": "', '"slacode": "0.0')
    change(kept / "results.json", '"provisional": false,', "")
    seal_anew(kept)
    assert verify().exit_code == 0
    change(kept / "results.json", '"status": "missed"', '"status": "met"')
    seal_anew(kept)
    assert [one[1] for one in differences()] == ["targets support.fix_it v1 2026-01 status"]


def test_evidence_of_another_format_cannot_be_verified(kept):
    change(kept / "manifest.json", '"format_version": 1', '"format_version": 2')
    seal_anew(kept)
    told = verify()
    assert told.exit_code == 2
    assert "`manifest.json` is of another format than 1" in told.stderr


def test_what_is_no_evidence_is_told(here):
    for name in ("policies", "none", "tickets.csv"):
        told = run("verify", name)
        assert (told.exit_code, told.stdout) == (2, "")
        assert f"`{name}` is no folder of evidence: it has no `manifest.json`" in told.stderr
        assert "more:" not in told.stderr  # there is no page on it
    as_json = json.loads(run("verify", "none", "--format", "json").stdout)
    jsonschema.validate(as_json, SCHEMAS["findings"]())


def test_a_policy_is_read_from_nowhere_but_the_folder(here, kept):
    (kept / "policies/policies/desk.sla").unlink()
    change(kept / "manifest.json", '"policies/policies/desk.sla"', '"../policies/desk.sla"')
    seal_anew(kept)
    told = verify()
    assert told.exit_code == 1
    assert "the policy `../policies/desk.sla` is missing" in told.stderr


def test_a_file_that_cannot_be_read_is_told(kept):
    (kept / "results.json").unlink()
    (kept / "results.json").symlink_to("nowhere")
    assert ("results.json", "sha256", "cannot be read") in [(file, what, now) for file, what, _, now in differences()]


OBJECTIVE = """
log probes { files "probes.csv" case id time at in UTC field speed: number }
metric fast = value of speed on probes
objective happy for shop { kpi quick: fast average at most 5 per month }
"""


def test_a_log_that_was_not_there_and_now_is_changes_what_is_judged(here):
    with (here / "policies/desk.sla").open("a") as policy:
        policy.write(OBJECTIVE)
    assert evaluate().exit_code == 1
    assert [log["name"] for log in json.loads((here / "evidence/manifest.json").read_text())["logs"]] == ["tickets"]
    assert verify().exit_code == 0
    (here / "policies/probes.csv").write_text("id,at,speed\n1,2026-01-05T10:00:00,4\n2,x,4\n")
    told = verify()
    assert told.exit_code == 1
    assert "objectives happy.quick 2026-01" in told.stdout
