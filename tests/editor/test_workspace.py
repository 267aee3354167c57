"""A workspace that has changed answers as one that was made anew: nothing that no longer holds is remembered."""

from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.editor.documents import Document
from slacode.editor.meanings import references
from slacode.editor.symbols import search
from slacode.editor.workspace import Workspace
from slacode.source import Source
from tests.editor.policies import COMMON, OLA, SLA, TODAY, told

# Each changes what a field in an agreement is about: its metric, the log of that, what it extends, what there is.
CHANGES = [
    ("common", COMMON),
    ("common", COMMON.replace("clock on tickets", "clock on outages")),
    ("common", COMMON.replace("metric restore", "metric restored")),
    ("common", "broken {"),
    ("sla", SLA),
    ("sla", SLA.replace("extends gold", "")),
    ("sla", SLA.replace("metric restore", "metric uptime")),
    ("sla", SLA.replace("terms gold", "terms silver")),
    ("ola", OLA),
    ("ola", OLA.replace("metric restore", "metric uptime")),
    ("ola", OLA + "sla heir { extends desk_ola target repair { where priority == P1 } }"),
    ("ola", None),
]


def everywhere(workspace):
    """For each name, wherever it stands, where all stand that mean the same; and all that is found by a letter."""
    found = {
        (path, one.start): [told(place) for place in references(workspace, document, one.start)]
        for path, document in workspace.documents.items()
        for one in document.occurrences
    }
    return found, [(one.kind, one.name, one.detail, told(one.whole)) for one in search(workspace, "r")]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(CHANGES), max_size=5))
def test_what_is_remembered_over_changes_still_holds(changes):
    texts = {"common": COMMON, "sla": SLA, "ola": OLA}
    workspace = Workspace({}, TODAY).with_documents([document(name, text) for name, text in texts.items()])
    for name, text in changes:
        everywhere(workspace)
        texts[name] = text
        if text is not None:
            workspace = workspace.with_documents([document(name, text)])
        elif f"{name}.sla" in workspace.documents:
            workspace = workspace.without(f"{name}.sla")
    anew = Workspace({f"{name}.sla": document(name, text) for name, text in texts.items() if text is not None}, TODAY)
    assert everywhere(workspace) == everywhere(anew)


def document(name, text):
    return Document(Source(f"{name}.sla", text))
