"""The commands graph, trace, export and schema, as they are called."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import slacode
from slacode.engine.model.policy import PolicyModel
from slacode.reports._schemas import SCHEMAS
from tests.commands import run
from tests.graph.policies import CYCLE, DERIVED, TIME

ROOT = Path(__file__).resolve().parent.parent.parent
TOUR = ROOT / "examples" / "tour"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to run in, with a policy in `policies/` and one beside it."""
    for name, text in (("policies/a.sla", TIME), ("other.sla", DERIVED)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
class TestTrace:
    def test_reads_policies_unless_told_otherwise(self):
        done = run("trace", "front.fix[P1]")
        assert done.exit_code == 0
        assert done.stdout.startswith("front.fix[P1]  95% within 2h during always per month  sla by acme for shop")
        assert "policies/a.sla:24" in done.stdout
        assert run("trace", "front.up", "other.sla").stdout.startswith("front.up  at least 99.9%")

    def test_json_is_one_object_for_one_row_and_an_array_for_several(self):
        one = json.loads(run("trace", "front.fix[P1]", "--format", "json").stdout)
        assert one["ref"] == "front.fix[P1]"
        several = json.loads(run("trace", "front.fix", "--format", "json").stdout)
        assert [node["row"] for node in several] == ["P1", "P2", "by phone"]

    def test_up_a_day_and_all_versions(self):
        assert run("trace", "yard.mend[P1]", "--up").stdout.splitlines()[1].startswith("├─ back.mend")
        assert "within 4h" in run("trace", "front.fix[P1]", "--as-of", "2026-06-30").stdout
        assert run("trace", "front.fix[P1]", "--all-versions").stdout.count("front.fix[P1]") == 2

    def test_what_cannot_be(self):
        assert run("trace").exit_code == 2
        done = run("trace", "frond")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "did you mean `front`?" in done.stderr
        assert run("trace", "front", "--as-of", "today").exit_code == 2
        assert run("trace", "front", "--as-of", "2026-01-01", "--all-versions").exit_code == 2
        assert run("trace", "front", "nowhere").exit_code == 2

    def test_a_failing_run_writes_valid_json(self):
        done = run("trace", "frond", "--format", "json")
        assert done.exit_code == 2
        jsonschema.Draft202012Validator(SCHEMAS["findings"]()).validate(json.loads(done.stdout))

    def test_color(self):
        assert "\x1b[" not in run("trace", "front").stdout
        assert "\x1b[" in run("trace", "front", "--color", "always").stdout

    def test_standard_input(self):
        done = run("trace", "a.t", "-", "--stdin-filename", "typed.sla", stdin=CYCLE)
        assert "(cycle: seen above)  typed.sla:" in done.stdout


@pytest.mark.usefixtures("folder")
class TestGraph:
    def test_a_word_that_is_no_path_is_a_selector(self):
        assert run("graph", "+back").stdout == run("graph", "policies", "--select", "+back").stdout
        assert run("graph", "back", "yard").stdout == run("graph", "--select", "back", "--select", "yard").stdout
        assert run("graph", "other.sla", "front.up").stdout == run("graph", "other.sla", "--select", "front.up").stdout

    def test_a_path_goes_before_a_selector_of_the_same_name(self, folder):
        (folder / "front").mkdir()
        assert run("graph", "front").exit_code == 2  # a folder without policies
        assert run("graph", "--select", "front").exit_code == 0

    @pytest.mark.parametrize("word", ["nowhere/at/all", "missing.sla", "./front"])
    def test_what_looks_like_a_path_is_one(self, word):
        done = run("graph", word)
        assert done.exit_code == 2
        assert f"`{word.removeprefix('./')}`" in done.stderr

    def test_formats(self):
        assert run("graph").stdout.startswith("flowchart LR\n")
        assert run("graph", "--format", "dot").stdout.startswith("digraph slacode {\n")
        assert json.loads(run("graph", "--format", "json").stdout)["format_version"] == 1

    def test_an_unknown_selector_says_what_is_meant(self):
        done = run("graph", "+fron", "--format", "dot")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "did you mean `front`?" in done.stderr


def policy_sets():
    return sorted({path.parent for folder in ("examples", "policies") for path in (ROOT / folder).rglob("*.sla")})


class TestExport:
    @pytest.mark.parametrize("folder", policy_sets(), ids=lambda path: path.name)
    def test_what_is_exported_is_valid_and_loads_again_as_the_same_model(self, folder):
        written = run("export", str(folder))
        assert written.exit_code == 0
        model = slacode.load(os.path.relpath(folder)).model
        assert PolicyModel.model_validate_json(run("export", os.path.relpath(folder)).stdout) == model
        jsonschema.Draft202012Validator(SCHEMAS["policy"]()).validate(json.loads(written.stdout))

    def test_the_schema_is_closed(self):
        whole = json.loads(run("export", str(TOUR)).stdout)
        validator = jsonschema.Draft202012Validator(SCHEMAS["policy"]())
        assert validator.is_valid(whole)
        assert not validator.is_valid({**whole, "colour": "red"})
        whole["agreements"][0]["versions"][0]["targets"][0]["metric"] = 3
        assert not validator.is_valid(whole)

    def test_numbers_are_exact_and_letters_themselves(self):
        text = 'provider a "Müller & Söhne"\nsla s { fee EUR 1234567890123456789.10 per month }'
        written = run("export", "-", stdin=text).stdout
        assert "Müller & Söhne" in written
        assert '"amount": "1234567890123456789.10"' in written

    def test_the_same_on_every_run(self):
        command = [sys.executable, "-m", "slacode", "export", str(TOUR)]
        runs = {
            subprocess.run(
                command, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
                capture_output=True, check=True,
            ).stdout
            for seed in ("1", "2")
        }  # fmt: skip
        assert len(runs) == 1


class TestSchema:
    @pytest.mark.parametrize("name", sorted(SCHEMAS))
    def test_every_schema_is_one(self, name):
        done = run("schema", name)
        assert done.exit_code == 0
        schema = json.loads(done.stdout)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(schema)

    def test_commands_find_the_schema_of_what_they_write(self):
        assert run("schema", "check").stdout == run("schema", "findings").stdout
        assert run("schema", "export").stdout == run("schema", "policy").stdout

    def test_an_unknown_one_says_what_there_is(self):
        done = run("schema", "polcy")
        assert done.exit_code == 2
        assert "there is no schema `polcy`; did you mean `policy`?" in done.stderr


@pytest.mark.parametrize("name", ["trace", "graph", "export", "schema"])
def test_help_shows_an_example(name):
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"slacode {name} " in done.stdout.partition("Examples:")[2]


@pytest.mark.parametrize("name", ["trace", "export"])
def test_no_data_engine_and_no_networkx_where_none_is_needed(name):
    code = (
        "import sys; from slacode.cli.main import cli; "
        f"cli.main(['{name}', *{['checkout_support'] if name == 'trace' else []}, r'{TOUR}'], standalone_mode=False); "
        "print(sorted({'duckdb', 'numpy', 'pyarrow', 'networkx'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip().splitlines()[-1] == "[]", done.stderr
