"""`evaluate --evidence`: what the folder holds, that it is the same each time, and what it does not replace."""

import hashlib
import json
import os
import shutil
import subprocess

import jsonschema
import pyarrow.parquet as pq
import pytest

from slacode.evidence.folder import policy_names
from slacode.reports._schemas import SCHEMAS
from tests.evidence.build import LOG, content, evaluate, run, verify
from tests.faults.build import desk


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    desk(tmp_path / "work", tickets=9)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def manifest(folder):
    return json.loads((folder / "evidence" / "manifest.json").read_text(encoding="utf-8"))


def test_the_folder_holds_all_that_the_result_was_made_of(here):
    with (here / "tickets.csv").open("a") as log:
        log.write("T99,2026-01-30T10:00:00,lost,P1,,\n")
    assert evaluate("--strict").exit_code == 1
    told = manifest(here)
    jsonschema.validate(told, SCHEMAS["evidence"]())
    texts = {name: (here / name).read_bytes() for name in ("policies/desk.sla", "tickets.csv")}
    sha256 = {name: hashlib.sha256(data).hexdigest() for name, data in texts.items()}
    assert told["policies"] == [
        {
            "path": "policies/desk.sla",
            "file": "policies/policies/desk.sla",
            "sha256": sha256["policies/desk.sla"],
            "git": None,
        }
    ]
    assert told["logs"][0]["files"] == [{"path": "tickets.csv", "sha256": sha256["tickets.csv"], "rows": 19}]
    assert told["logs"][0]["set_aside"] == 1
    assert told["versions"] == [
        {
            "agreement": "support",
            "version": 1,
            "title": None,
            "start": "2026-01-01",
            "end": "2026-12-31",
            "zone": "Europe/Berlin",
        }
    ]
    assert (told["parameters"]["period"], told["parameters"]["strict"]) == ("2026-01", True)
    assert told["as_of"] == "2026-02-28T23:00:00Z"  # the end of that day in Berlin
    assert {"duckdb", "numpy", "pyarrow", "python", "time zones"} <= told["engines"].keys()


def test_results_and_cases_are_those_that_evaluate_gives(here):
    printed = evaluate("--format", "json", "--cases", "cases.parquet", "--attribution", "whose.parquet").stdout
    assert (here / "evidence" / "results.json").read_text(encoding="utf-8") == printed
    assert (here / "evidence" / "cases.parquet").read_bytes() == (here / "cases.parquet").read_bytes()
    assert (here / "evidence" / "attribution.parquet").read_bytes() == (here / "whose.parquet").read_bytes()
    assert pq.read_table(here / "evidence" / "cases.parquet").num_rows == 9


def test_every_figure_says_what_it_was_reckoned_from(here):
    evaluate()
    told = json.loads((here / "evidence" / "derivations.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, SCHEMAS["derivations"]())
    [figure] = told["figures"]
    # T0, T3 and T6 took 6h of 4h, the other six 2h: 6 of 9 are 600/9 % = 200/3 %.
    assert (figure["counts"]["met"], figure["counts"]["breached"]) == (6, 3)
    assert (figure["exact"], figure["attained"]) == ("200/3", "66.666666")
    assert (figure["start"], figure["end"]) == ("2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z")
    line = (here / "policies" / "desk.sla").read_text(encoding="utf-8").splitlines()[figure["line"] - 1]
    assert "require 90% within 4h" in line
    [penalty] = told["penalties"]
    assert penalty["amount"] == "100.00"  # 10% of EUR 1,000
    assert [step["path"] for step in penalty["derivation"]] == ["policies/desk.sla"] * len(penalty["derivation"])


def test_rows_set_aside_are_listed(here):
    with (here / "tickets.csv").open("a") as log:
        log.write('T99,2026-01-30T10:00:00,"lo,st",P1,,\n')
    evaluate()
    assert (here / "evidence" / "set_aside.csv").read_text(encoding="utf-8") == (
        "log,path,row,column,reason\n"
        'tickets,tickets.csv,19,status,"`lo,st` is not one of `new`, `assigned`, `waiting`, `solved`, `cancelled`"\n'
    )


def test_policies_are_kept_byte_for_byte(here):
    path = here / "policies" / "desk.sla"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    evaluate()
    assert (here / "evidence" / "policies" / "policies" / "desk.sla").read_bytes() == path.read_bytes()
    assert verify().exit_code == 0


def test_the_digests_are_those_that_sha256sum_checks(here):
    seal = evaluate().stderr.split()[-1]
    folder = here / "evidence"
    assert seal == hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    done = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert done.returncode == 0
    listed = [line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert sorted([*listed, "SHA256SUMS"]) == sorted(content(folder))


def test_the_same_inputs_give_the_same_bytes(here, monkeypatch):
    evaluate()
    before = content(here / "evidence")
    evaluate("--threads", "1", "--memory-limit", "1GB", "--format", "json")
    assert content(here / "evidence") == before
    elsewhere = here.parent / "elsewhere"
    shutil.copytree(here, elsewhere)
    shutil.rmtree(elsewhere / "evidence")
    monkeypatch.chdir(elsewhere)
    evaluate()
    assert content(elsewhere / "evidence") == before
    assert os.listdir(elsewhere) == os.listdir(here)


def test_a_folder_of_evidence_or_an_empty_one_is_replaced(here):
    (here / "evidence").mkdir()
    assert evaluate().exit_code == 1
    (here / "tickets.csv").write_text((here / "tickets.csv").read_text().replace("T8", "T7"))
    assert evaluate().exit_code == 1
    assert verify().exit_code == 0
    assert sorted(path.name for path in here.iterdir()) == ["evidence", "policies", "tickets.csv"]


def test_nothing_else_is_replaced(here):
    (here / "evidence").write_text("mine")
    refused = evaluate()
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "`evidence` is a file: name a folder that is new or empty" in refused.stderr
    (here / "evidence").unlink()
    (here / "evidence").mkdir()
    (here / "evidence" / "notes.txt").write_text("mine")
    refused = evaluate()
    assert refused.exit_code == 2
    assert "`evidence` holds `notes.txt`, which is no evidence" in refused.stderr
    (here / "evidence" / "notes.txt").unlink()
    evaluate()
    (here / "evidence" / "notes.txt").write_text("mine")
    assert evaluate().exit_code == 2
    assert (here / "evidence" / "notes.txt").read_text() == "mine"


def test_what_could_not_be_evaluated_leaves_no_folder(here):
    assert run("evaluate", "--log", "tickets=none.csv", "--evidence", "evidence").exit_code == 2
    assert not (here / "evidence").exists()


def test_evidence_beside_the_policies_is_not_read_as_policies(here):
    for _ in range(2):
        assert run("evaluate", ".", *LOG, "--evidence", "kept/evidence").exit_code == 1
    assert run("check", "kept/evidence", "--no-cache").exit_code in (0, 1)  # asked for by name it is read
    assert run("verify", "kept/evidence").exit_code == 0


def test_policies_from_anywhere_have_a_place_in_the_folder(here):
    text = (here / "policies" / "desk.sla").read_text(encoding="utf-8")
    done = run("evaluate", "-", *LOG, "--evidence", "evidence", stdin=text)
    assert done.exit_code == 1
    assert (here / "evidence" / "policies" / "standard-input.sla").read_text(encoding="utf-8") == text
    assert verify().exit_code == 0
    assert run("evaluate", str(here / "policies"), *LOG, "--evidence", "evidence").exit_code == 1
    assert verify().exit_code == 0


def test_no_policy_leaves_the_folder_or_takes_the_place_of_another():
    names = policy_names(["a.sla", "../a.sla", "../../A.sla", "/a.sla", "c:\\b\n.sla", "x/../a.sla", "2/a.sla"])
    assert names == {
        "a.sla": "policies/a.sla",
        "../a.sla": "policies/2/a.sla",
        "../../A.sla": "policies/3/A.sla",
        "/a.sla": "policies/4/a.sla",
        "c:\\b\n.sla": "policies/c__b_.sla",
        "x/../a.sla": "policies/x/a.sla",
        "2/a.sla": "policies/2/2/a.sla",
    }


# ---- git


def git(*arguments):
    identity = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


def commit_of_the_policy(here):
    evaluate()
    [policy] = manifest(here)["policies"]
    return policy["git"]


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_the_commit_is_told_and_whether_the_text_is_its(here):
    git("init", "-q")
    assert commit_of_the_policy(here) is None  # nothing is committed
    git("add", "tickets.csv")
    git("commit", "-qm", "log")
    revision = git("rev-parse", "HEAD")
    assert commit_of_the_policy(here) == {"revision": revision, "dirty": True}  # not in it
    git("add", "policies")
    git("commit", "-qm", "policy")
    revision = git("rev-parse", "HEAD")
    assert commit_of_the_policy(here) == {"revision": revision, "dirty": False}
    path = here / "policies" / "desk.sla"
    path.write_bytes(path.read_bytes() + b"# a note\n")
    assert commit_of_the_policy(here) == {"revision": revision, "dirty": True}
    git("add", "policies")
    assert commit_of_the_policy(here) == {"revision": revision, "dirty": True}  # staged is not committed
    git("reset", "-q", "--hard")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # as git writes it on Windows
    assert commit_of_the_policy(here) == {"revision": revision, "dirty": False}
