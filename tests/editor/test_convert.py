"""What is written as JSON at once says the same as the protocol's own objects."""

import json

import pytest

from slacode.editor.meanings import references
from slacode.editor.rename import rename
from slacode.editor.server.convert import Converter, converter_of_messages, uri_of
from tests.editor.policies import COMMON, OLA, SLA, at, workspace


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("title", ["Shop", "Shöp 😀"])
def test_places_and_edits_without_objects_are_those_with_them(encoding, title):
    on_one_line = SLA.replace('"Shop support" {\n', f'"{title}" {{')
    assert on_one_line != SLA
    made = workspace(common=COMMON, sla=on_one_line, ola=OLA)
    converter, messages = Converter(encoding, uri_of), converter_of_messages()
    document, offset = at(made, "sla", "gold", "extends")
    places = references(made, document, offset)
    assert len(places) == 2
    assert said(messages, converter.locations(places)) == [
        said(messages, converter.location(place)) for place in places
    ]
    edits = rename(made, document, offset, "silver")
    assert said(messages, converter.changes(made, edits)) == said(messages, converter.edits(made, edits))


def said(messages, answer):
    return json.loads(json.dumps(messages.unstructure(answer)))
