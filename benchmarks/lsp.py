"""Measures how soon the language server answers in a large policy set: python -m benchmarks.lsp [--agreements 1000].

Each request is asked several times at rest, and then as when somebody types: right behind a change of the text, while
the set is still being read and checked for the changes before. The last ones are about a file of some 2,000 lines.
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

TIMES = 9
BETWEEN = 0.15
"""Seconds between two changes, in which the server begins to read the first of them."""
LONG = 38
"""So many agreements are in the long file."""

Ask = Callable[[], object]
Change = Callable[[int], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agreements", type=int, default=1000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, wanted.agreements)
        measure(folder)


def measure(folder: Path) -> None:
    """Open files of the set, and ask everything about them, at rest and while they change."""
    client = Client()
    began = time.perf_counter()
    client.initialize(folder)
    path = min(folder.glob("customers/*/sla_*.sla"))
    text, logs = path.read_text(encoding="utf-8"), (folder / "common/logs.sla").read_text(encoding="utf-8")
    uri, logs_uri = client.open(path), client.open(folder / "common/logs.sla")
    client.ask("workspace/symbol", {"query": "sla"})
    print(f"first answer after {time.perf_counter() - began:.1f} s")
    for wrong, check in (("covers", "syntax"), ("provider_it", "unknown-name"), ("owner", "no-owner")):
        began = time.perf_counter()
        client.change(uri, text.replace(wrong, "# " if check == "no-owner" else "wrong"), 1)
        client.until(lambda one, check=check: check in {found["code"] for found in one.diagnostics.get(uri, [])})
        print(f"{check} told after {time.perf_counter() - began:.2f} s")
    client.change(uri, text, 2)
    asked = {**requests(client, uri, text), **renamed(client, logs_uri, logs)}
    table(client, asked, lambda number: client.change(uri, f"{text}\n# {number}\n", number))
    text = long_text(folder)
    uri = client.open(folder / "customers/long.sla", text)
    print(f"\nin a file of {text.count(chr(10)):,} lines")
    table(client, in_one_file(client, uri, text), lambda number: client.change(uri, f"{text}\n# {number}\n", number))
    client.stop()


def table(client: Client, asked: dict[str, Ask], change: Change) -> None:
    """Print how long each request takes, at rest and behind changes."""
    for ask in asked.values():
        ask()
    client.rest()
    rest = {name: timed(ask) for name, ask in asked.items()}
    print()
    print(f"{'milliseconds':24} {'median':>8} {'longest':>8}   {'median':>8} {'longest':>8}")
    print(f"{'':24} {'at rest':>17}   {'after a change':>17}")
    for name, ask in asked.items():
        busy = timed(ask, change)
        figures = [statistics.median(rest[name]), max(rest[name]), statistics.median(busy), max(busy)]
        print(f"{name:24} {figures[0]:8.1f} {figures[1]:8.1f}   {figures[2]:8.1f} {figures[3]:8.1f}")


def requests(client: Client, uri: str, text: str) -> dict[str, Ask]:
    """What is asked of a file like the others, by name."""
    at = asking_at(client, uri, text)
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
        "rename, a party": at("provider_it", "rename", newName="our_it"),
        "search": lambda: client.ask("workspace/symbol", {"query": "sla_17"}),
        "search, in vain": lambda: client.ask("workspace/symbol", {"query": "nothing"}),
        **in_one_file(client, uri, text),
    }


def renamed(client: Client, uri: str, text: str) -> dict[str, Ask]:
    """What is asked where logs are declared, by name."""
    return {"rename, a field": asking_at(client, uri, text)("priority", "rename", newName="urgency")}


def in_one_file(client: Client, uri: str, text: str) -> dict[str, Ask]:
    """What the length of a file matters to, by name."""
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}
    at = asking_at(client, uri, text)

    def of(method: str, **more: object) -> Ask:
        return lambda: client.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})

    return {
        "colours": of("semanticTokens/full"),
        "outline": of("documentSymbol"),
        "remarks": of("inlayHint", range=whole),
        "actions": of("codeAction", range=whole, context={"diagnostics": []}),
        "completion, further down": at("always", "completion", text[text.rindex("  hours ") :]),
        "formatting": of("formatting", options={"tabSize": 2, "insertSpaces": True}),
    }


def asking_at(client: Client, uri: str, text: str) -> Callable[..., Ask]:
    """Asks about a word of a text, the first after some others."""

    def at(what: str, method: str, after: str = "", **more: object) -> Ask:
        params = {"textDocument": {"uri": uri}, "position": place(text, what, after), **more}
        return lambda: client.ask(f"textDocument/{method}", params)

    return at


def long_text(folder: Path) -> str:
    """Some agreements of the set under other names, in one text."""
    paths = sorted(folder.glob("customers/*/sla_*.sla"))[:LONG]
    texts = (path.read_text(encoding="utf-8").removeprefix("language 1\n") for path in paths)
    return "language 1\n" + "".join(texts).replace("sla sla_", "sla long_")


def timed(ask: Ask, change: Change | None = None) -> list[float]:
    """How long each of several answers took, in milliseconds."""
    taken = []
    for number in range(TIMES):
        if change is not None:
            time.sleep(BETWEEN)
            change(number)
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


if __name__ == "__main__":
    main()
