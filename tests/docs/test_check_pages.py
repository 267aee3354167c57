"""The documentation holds a page for every check, as the check itself has it now."""

import pytest

from tests.docs.check_pages import FOLDER, pages

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_one_of_its_check(name):
    # `python -m tests.docs.check_pages` writes them anew.
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]


def test_there_is_no_page_of_a_check_that_is_no_more():
    assert sorted(path.name for path in FOLDER.glob("*.md")) == sorted(PAGES)
