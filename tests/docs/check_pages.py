"""The documentation page of each check, made from the file of the check.

`python -m tests.docs.check_pages` writes them all, and the list of them.
"""

from pathlib import Path

from slacode.engine.checks import names
from slacode.engine.checks._page import markdown, page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "checks"


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    rows = [f"| [{name}]({name}.md) | {page(name).severity.value} | {page(name).rule} |" for name in names()]
    head = "# Checks\n\nEvery name that a finding can bear, as `slacode explain` tells of it.\n\n"
    index = head + "\n".join(["| check | severity | rule |", "|---|---|---|", *rows]) + "\n"
    return {"README.md": index, **{f"{name}.md": markdown(page(name)) for name in names()}}


def main() -> None:
    """Write the pages, and take away those of checks that are no more."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
