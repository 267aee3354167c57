"""The results that stand in the examples' folders `expected/`; `python -m tests.examples.expected` writes them."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Run:
    """One evaluation of an example: the log, the period and the instant that it looks back from."""

    example: str
    log: str
    period: str
    as_of: str

    @property
    def folder(self) -> Path:
        return EXAMPLES / self.example / "expected"

    @property
    def arguments(self) -> list[str]:
        name, file = self.log.split("=")
        log = f"{name}=examples/{self.example}/{file}"
        return ["evaluate", f"examples/{self.example}", "--log", log, "--period", self.period, "--as-of", self.as_of]


RUNS = (
    Run("helpdesk", "tickets=tickets.csv", "2026-03", "2026-11-01T20:00:00Z"),
    Run("helpdesk", "tickets=tickets.csv", "2026-10", "2026-11-01T20:00:00Z"),
    Run("city311", "requests=requests.csv", "2026-03", "2026-05-14"),
)


def slacode(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command where a reader of the examples would, in the project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "slacode", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def results(run: Run) -> dict[str, str]:
    """What an evaluation gives, by the name of the file it is kept in."""
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder) / "cases.csv"
        done = slacode(*run.arguments, "--format", "json", "--cases", str(cases))
        assert done.returncode in (0, 1), done.stderr
        return {f"{run.period}.json": done.stdout, f"{run.period}.cases.csv": cases.read_text(encoding="utf-8")}


def main() -> None:
    """Write the results of every run; look at what changed before you keep it."""
    for run in RUNS:
        run.folder.mkdir(exist_ok=True)
        for name, text in results(run).items():
            (run.folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
