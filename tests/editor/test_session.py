"""The server as an editor meets it: a process of its own that is spoken to over standard input and output."""

import subprocess
import sys

import pytest

from tests.editor.client import Client, place
from tests.editor.policies import COMMON, OLA, SLA


@pytest.fixture
def client():
    one = Client()
    yield one
    one.process.kill()


@pytest.fixture
def folder(tmp_path):
    for name, text in (("common", COMMON), ("sla", SLA), ("ola", OLA)):
        (tmp_path / f"{name}.sla").write_text(text, encoding="utf-8")
    return tmp_path


def codes(client, uri):
    return {one["code"] for one in client.diagnostics.get(uri, [])}


def ask(client, what, uri, position, **more):
    return client.ask(f"textDocument/{what}", {"textDocument": {"uri": uri}, "position": position, **more})


def test_a_session_from_the_first_message_to_the_last(client, folder):
    able = client.initialize(folder)
    assert able["textDocumentSync"]["openClose"]
    uri = client.open(folder / "sla.sla")

    # over files, to what is on the disk
    found = ask(client, "definition", uri, place(SLA, "office"))
    assert [one["uri"].rsplit("/", 1)[1] for one in found] == ["common.sla"]
    assert found[0]["range"]["start"] == {"line": 3, "character": 9}

    # as it is typed: an emoji before the mistake, which takes two units
    broken = SLA.replace('"Shop support" {\n  extends gold', '"Shöp 😀" { extnds gold')
    client.change(uri, broken)
    client.until(lambda c: "syntax" in codes(c, uri))
    (mistake,) = [one for one in client.diagnostics[uri] if one["code"] == "syntax"]
    assert mistake["range"]["start"] == place(broken, "extnds")

    # unsaved text counts over the disk, and what is mended is told
    client.change(uri, SLA.replace("hours office", "hours always"), 3)
    client.until(lambda c: "syntax" not in codes(c, uri))
    found = ask(client, "references", uri, place(SLA, "office"), context={"includeDeclaration": True})
    # `always` stands there now: declared, named in the terms that changed and in the availability target
    assert [one["uri"].rsplit("/", 1)[1] for one in found] == ["common.sla", "sla.sla", "sla.sla"]

    assert client.stop() == (0, "")


def test_a_file_that_changes_on_the_disk_is_read_again(client, folder):
    client.initialize(folder, workspace={"didChangeWatchedFiles": {"dynamicRegistration": True}})
    uri = client.open(folder / "sla.sla")
    client.until(lambda c: c.requests and uri in c.diagnostics)
    assert client.requests[0]["params"]["registrations"][0]["method"] == "workspace/didChangeWatchedFiles"
    (folder / "common.sla").write_text(COMMON.replace("calendar office", "calendar bureau"), encoding="utf-8")
    client.send("workspace/didChangeWatchedFiles", {"changes": [{"uri": (folder / "common.sla").as_uri(), "type": 2}]})
    client.until(lambda c: "unknown-name" in codes(c, uri))
    (folder / "ola.sla").unlink()
    client.send("workspace/didChangeWatchedFiles", {"changes": [{"uri": (folder / "ola.sla").as_uri(), "type": 3}]})
    client.until(lambda c: any("desk_ola" in one["message"] for one in c.diagnostics[uri]))


def test_folders_are_policy_sets_of_their_own_and_so_is_a_text_without_a_file(client, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.sla").write_text("calendar office = 24x7\nsla s { hours office }\n", encoding="utf-8")
    client.initialize(tmp_path / "one", tmp_path / "two")
    uri = client.open(tmp_path / "two" / "a.sla")
    found = ask(client, "definition", uri, {"line": 1, "character": 15})
    assert [one["uri"] for one in found] == [uri]
    unsaved = client.open("untitled:Untitled-1", "sla s { hours offce }")
    client.until(lambda c: "unknown-name" in codes(c, unsaved))


def test_the_whole_text_is_formatted_and_what_is_broken_is_left_alone(client, tmp_path):
    client.initialize()
    text = "calendar   always=24x7\ncalendar other = always\n"
    uri = client.open("untitled:a", text)
    options = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    (edit,) = client.ask("textDocument/formatting", options)
    assert edit["newText"] == "calendar always = 24x7\ncalendar other  = always\n"
    client.change(uri, "calendar {")
    assert client.ask("textDocument/formatting", options) == []


def test_settings_hold_and_what_is_wrong_with_them_is_said(client, folder):
    (folder / "slacode.toml").write_text('ignore = ["no-owner"]\n', encoding="utf-8")
    client.initialize(folder)
    uri = client.open(folder / "sla.sla")
    client.until(lambda c: "no-review" in codes(c, uri))
    assert "no-owner" not in codes(client, uri)
    (folder / "slacode.toml").write_text('ignor = ["no-owner"]\n', encoding="utf-8")
    changed = {"uri": (folder / "slacode.toml").as_uri(), "type": 2}
    client.send("workspace/didChangeWatchedFiles", {"changes": [changed]})
    client.until(lambda c: "no-owner" in codes(c, uri))
    assert "knows no setting `ignor`" in client.said[0]


def test_each_request_is_answered(client, folder):
    able = client.initialize(folder)
    assert able["renameProvider"]
    uri = client.open(folder / "sla.sla")
    client.until(lambda c: "target-without-support" in codes(c, uri))

    hover = ask(client, "hover", uri, place(SLA, "P1", "by priority {\n"))
    assert "holds: at worst 3h, 1h to spare" in hover["contents"]["value"]

    found = ask(client, "completion", uri, place(SLA, "office"))
    assert [one["label"] for one in found] == ["always", "office"]
    assert found[1]["textEdit"]["range"]["start"] == place(SLA, "office")

    edit = ask(client, "rename", uri, place(SLA, "office"), newName="bureau")
    assert sorted(one.rsplit("/", 1)[1] for one in edit["changes"]) == ["common.sla", "ola.sla", "sla.sla"]

    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    hints = client.ask("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole})
    assert "= 21min36s in a 30-day month" in [one["label"] for one in hints]

    tokens = client.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})["data"]
    # the first word is `terms`, a keyword of 5 letters at the very beginning; then `gold`, declared
    legend = able["semanticTokensProvider"]["legend"]["tokenTypes"]
    assert (tokens[:3], legend[tokens[3]]) == ([0, 0, 5], "keyword")
    assert (tokens[5:8], legend[tokens[8]], tokens[9]) == ([0, 6, 4], "interface", 1)

    at = place(SLA, "availability", "target availability")
    context = {"diagnostics": []}
    range_ = {"start": at, "end": at}
    asked = {"textDocument": {"uri": uri}, "range": range_, "context": context}
    titles = [one["title"] for one in client.ask("textDocument/codeAction", asked)]
    assert "Write an OLA `shop_sla_ola` that carries `shop_sla.availability`" in titles

    symbols = client.ask("workspace/symbol", {"query": "desk"})
    assert "desk_ola" in [one["name"] for one in symbols]
    assert client.stop() == (0, "")


def test_a_name_that_is_taken_is_an_error_in_words(client, folder):
    client.initialize(folder)
    uri = client.open(folder / "sla.sla")
    with pytest.raises(AssertionError, match="`always` is there already"):
        ask(client, "rename", uri, place(SLA, "office"), newName="always")
    assert client.stop() == (0, "")  # it is an answer, and no trouble


def test_a_client_that_counts_bytes_is_answered_in_bytes(client, tmp_path):
    client.initialize(tmp_path, general={"positionEncodings": ["utf-8"]})
    text = 'calendar büro = 24x7\nsla s "ü" { hours büro }\n'
    uri = client.open("untitled:a", text)
    # before `büro` stand 19 characters on its line, one of which takes two bytes
    (found,) = ask(client, "definition", uri, {"line": 1, "character": 20})
    assert found["range"] == {"start": {"line": 0, "character": 9}, "end": {"line": 0, "character": 14}}


def test_without_the_extra_the_way_to_it_is_told():
    program = "import sys; sys.modules['pygls'] = None; sys.argv[1:] = ['lsp']\n"
    program += "from slacode.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", program], input="", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'pip install "slacode[editor]"' in done.stderr
    assert "Traceback" not in done.stderr
