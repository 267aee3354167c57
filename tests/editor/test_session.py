"""The server as an editor meets it: a process of its own that is spoken to over standard input and output."""

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
