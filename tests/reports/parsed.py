"""What each output format says of findings, read back from its text, so that formats can be compared."""

import html
import json
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt

from slacode.diagnostics import Diagnostic
from slacode.reports._excerpt import clean


@dataclass(frozen=True, order=True)
class Told:
    """A finding as far as every format tells of it; `line` is 0 without a place."""

    check: str
    severity: str
    path: str
    line: int
    message: str


def told(d: Diagnostic) -> Told:
    """What a format has to say of a finding."""
    path, line = (d.at.path, d.at.line) if d.at else ("", 0)
    return Told(d.check, d.severity.value, path, line, clean(d.message))


_TEXT = re.compile(r"^(error|warning|note)\[([\w-]+)\]: (.*)\n(?: *--> (.*):(\d+):\d+\n)?", re.MULTILINE)
_CONCISE = re.compile(r"(?:(.*?):(\d+):\d+: )?(error|warning|note)\[([\w-]+)\]: (.*)")
_COMMAND = re.compile(r"::(error|warning|notice) (.*?)::(.*)")


def of_text(text: str) -> list[Told]:
    found = _TEXT.findall(text)
    return [Told(check, severity, path, int(line or 0), said) for severity, check, said, path, line in found]


def of_concise(text: str) -> list[Told]:
    found = (_CONCISE.fullmatch(line) for line in text.split("\n")[:-1])
    return [Told(f[4], f[3], f[1] or "", int(f[2] or 0), f[5]) for f in found]


def of_json(text: str) -> list[Told]:
    return [_of_object(one) for one in json.loads(text)["findings"] if one["allowed"] is None]


def of_jsonl(text: str) -> list[Told]:
    objects = [json.loads(line) for line in text.split("\n")[:-1]]
    return [_of_object(one) for one in objects if one["allowed"] is None]


def _of_object(one) -> Told:
    return Told(one["check"], one["severity"], one["path"] or "", one["line"], clean(one["message"]))


def of_sarif(text: str) -> list[Told]:
    (run,) = json.loads(text)["runs"]
    found = []
    for result in run["results"]:
        path, line = "", 0
        for place in result["locations"]:
            path = unquote(urlsplit(place["physicalLocation"]["artifactLocation"]["uri"]).path)
            line = place["physicalLocation"]["region"]["startLine"]
        message = result["message"]["text"].split("\n")[0]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        if not result["suppressions"]:
            found.append(Told(result["ruleId"], result["level"], path, line, message))
    return found


def of_github(text: str) -> list[Told]:
    found = []
    for command in text.split("\n")[:-1]:
        name, told_, message = _COMMAND.fullmatch(command).groups()
        properties = {key: unquote(value) for key, value in (one.split("=", 1) for one in told_.split(","))}
        severity = "note" if name == "notice" else name
        line = int(properties.get("line", 0))
        first = unquote(message).split("\n")[0]
        found.append(Told(properties["title"], severity, properties.get("file", ""), line, first))
    return found


def of_gitlab(text: str) -> list[Told]:
    severities = {"major": "error", "minor": "warning", "info": "note"}
    found = []
    for entry in json.loads(text):
        place = entry["location"]
        nowhere = place["path"] == "."
        path, line = ("", 0) if nowhere else (place["path"], place["lines"]["begin"])
        found.append(Told(entry["check_name"], severities[entry["severity"]], path, line, entry["description"]))
    return found


def of_junit(text: str) -> list[Told]:
    """The cases; a line stands in the text of the case alone, as in the format `text`."""
    found = []
    for case in ET.fromstring(text).iter("testcase"):
        shown = case.findtext("failure") or case.findtext("system-out") or ""
        found += of_text(shown)
    return found


def of_markdown(text: str) -> list[Told]:
    """The rows of the table, as a reader of the rendered page sees them."""
    page = MarkdownIt("commonmark").enable("table").render(text)
    rows = re.findall(r"<tr>\n<td>(.*?)</td>\n<td>(.*?)</td>\n<td>(.*?)</td>\n<td>(.*?)</td>\n</tr>", page)
    found = []
    for severity, place, check, message in rows:
        if severity not in ("error", "warning", "note"):
            continue  # of another table, as a review has
        path, line, _ = _seen(place).rsplit(":", 2) if place else ("", 0, 0)
        found.append(Told(_seen(check), severity, path, int(line), _seen(message, code="`")))
    return found


def _seen(cell: str, code: str = "") -> str:
    """The text of a piece of HTML, code between backticks where asked for."""
    return html.unescape(re.sub("</?code>", code, cell)).replace("\u200b", "")


READERS = {
    "concise": of_concise,
    "github": of_github,
    "gitlab": of_gitlab,
    "json": of_json,
    "jsonl": of_jsonl,
    "junit": of_junit,
    "markdown": of_markdown,
    "sarif": of_sarif,
    "text": of_text,
}
