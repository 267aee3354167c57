"""Measures how soon the language server answers in a large policy set: python -m benchmarks.lsp [--agreements 1000].

Each request is asked several times, some right behind a change of the text, while the set is being read and checked.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.policies import write
from tests.editor.client import Client, place

TIMES = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agreements", type=int, default=1000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, wanted.agreements)
        measure(folder)


def measure(folder: Path) -> None:
    """Open an SLA of the set, and ask everything about it, at rest and while it changes."""
    client = Client()
    began = time.perf_counter()
    client.initialize(folder)
    path = min(folder.glob("customers/*/sla_*.sla"))
    text = path.read_text(encoding="utf-8")
    uri = client.open(path)
    client.ask("workspace/symbol", {"query": "sla"})
    print(f"first answer after {time.perf_counter() - began:.1f} s")
    for wrong, check in (("covers", "syntax"), ("provider_it", "unknown-name"), ("owner", "no-owner")):
        began = time.perf_counter()
        client.change(uri, text.replace(wrong, "# " if check == "no-owner" else "wrong"), 1)
        client.until(lambda one, check=check: check in {found["code"] for found in one.diagnostics.get(uri, [])})
        print(f"{check} told after {time.perf_counter() - began:.1f} s")
    client.change(uri, text, 2)
    time.sleep(8)  # until nothing goes on beside
    print()
    print(f"{'milliseconds':24} {'median':>8} {'longest':>8}   {'median':>8} {'longest':>8}")
    print(f"{'':24} {'at rest':>17}   {'after a change':>17}")
    for name, ask in requests(client, uri, text).items():
        rest = timed(ask)
        busy = timed(ask, lambda number: client.change(uri, text + f"\n# {number}\n", number))
        figures = [statistics.median(rest), max(rest), statistics.median(busy), max(busy)]
        print(f"{name:24} {figures[0]:8.1f} {figures[1]:8.1f}   {figures[2]:8.1f} {figures[3]:8.1f}")
    client.stop()


def requests(client: Client, uri: str, text: str) -> dict[str, Callable[[], object]]:
    """What is asked, by name."""
    document = {"uri": uri}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}

    def at(what: str, method: str, after: str = "", **more: object) -> Callable[[], object]:
        params = {"textDocument": document, "position": place(text, what, after), **more}
        return lambda: client.ask(f"textDocument/{method}", params)

    def of(method: str, **more: object) -> Callable[[], object]:
        return lambda: client.ask(f"textDocument/{method}", {"textDocument": document, **more})

    told = {"includeDeclaration": True}
    return {
        "hover, a row": at("P1", "hover", "by priority {"),
        "hover, an agreement": at("sla_", "hover"),
        "definition": at("provider_it", "definition"),
        "references, a field": at("priority", "references", context=told),
        "references, a value": at("P1", "references", context=told),
        "references, a party": at("provider_it", "references", context=told),
        "completion, a name": at("provider_it", "completion", "between"),
        "completion, a clause": at("penalty", "completion"),
        "rename, a calendar": at("always", "rename", newName="round_the_clock"),
        "formatting": of("formatting", options={"tabSize": 2, "insertSpaces": True}),
        "outline": of("documentSymbol"),
        "colours": of("semanticTokens/full"),
        "remarks": of("inlayHint", range=whole),
        "actions": of("codeAction", range=whole, context={"diagnostics": []}),
        "search": lambda: client.ask("workspace/symbol", {"query": "sla_17"}),
    }


def timed(ask: Callable[[], object], before: Callable[[int], None] = lambda _number: None) -> list[float]:
    """How long each of several answers took, in milliseconds."""
    taken = []
    for number in range(TIMES):
        before(number)
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


if __name__ == "__main__":
    main()
