"""The commands shown on pages, and what they print: blocks of `console` in which `$` stands before each command.

`python -m tests.docs.console PAGE...` runs them and writes what they print now. A line `...` stands for any lines.
"""

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.examples.expected import slacode

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """A command on a page, and the output that stands below it."""

    command: str
    output: str

    def now(self) -> str:
        """What it prints: standard output, then standard error."""
        program, *arguments = shlex.split(self.command)
        assert program == "slacode"
        done = slacode(*arguments)
        assert done.returncode in (0, 1, 2, 3), done.stderr
        return "".join(line.rstrip() + "\n" for line in (done.stdout + done.stderr).splitlines())

    def holds(self, output: str) -> bool:
        """Whether the output is the one shown, `...` being any lines."""
        parts = re.split(r"^\.\.\.\n", self.output, flags=re.MULTILINE)
        pattern = r"(?:.*\n)*?".join(re.escape(part) for part in parts)
        return re.fullmatch(pattern, output) is not None


def shown_on(page: Path) -> Iterator[Shown]:
    """The commands of a page, in order."""
    for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        yield from (Shown(command, output) for command, output in _COMMAND.findall(block))


def _rewritten(block: re.Match[str]) -> str:
    said = []
    for command, output in _COMMAND.findall(block[1]):
        shown = Shown(command, output)
        now = shown.now()
        said.append(f"$ {command}\n{output if shown.holds(now) and output else now}")
    return "```console\n" + "".join(said) + "```"


def main() -> None:
    """Write what the commands print now into the pages."""
    for name in sys.argv[1:]:
        page = Path(name)
        page.write_text(_BLOCK.sub(_rewritten, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
