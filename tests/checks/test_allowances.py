"""Comments that allow findings: what they are about, and what is wrong with them."""

import pytest

from slacode.diagnostics import Severity
from tests.checks.sets import checked, only

ALLOW = "# allow no-owner: accepted, CAB-412\n"
DESK = 'sla desk { review every 1 year signed 2026-01-01 }\n'


def state(folder, text: str, as_of: str | None = None) -> list[tuple[str, bool]]:
    """Which findings there are, but for one that is always there, and which of them are allowed."""
    found = [d for d in checked(folder, text, as_of) if d.check not in ("no-target", "no-objective")]
    return [(d.check, d.allowed is not None) for d in found]


@pytest.mark.parametrize(
    "text",
    [
        ALLOW + DESK,
        "   " + ALLOW + DESK,
        "provider x\n" + ALLOW + "# and so on, in a second line\n" + DESK,
        "# first a remark\n" + ALLOW + DESK,
        "#allow no-owner:accepted\n" + DESK,
        DESK.rstrip() + " " + ALLOW,  # at the end of its own line
        "# allow no-owner until 2026-12-31: to be named\n" + DESK,
    ],
)  # fmt: skip
def test_a_finding_on_the_line_below_is_allowed(tmp_path, text):
    assert state(tmp_path, text) == [("no-owner", True)]


@pytest.mark.parametrize(
    "text",
    [
        ALLOW + "\n" + DESK,  # an empty line between them
        DESK + ALLOW,
        ALLOW.replace("no-owner", "no-review") + DESK,
    ],
)
def test_an_allowance_of_something_else_is_unused(tmp_path, text):
    assert sorted(state(tmp_path, text)) == [("allowance-unused", False), ("no-owner", False)]


def test_an_allowance_holds_for_the_block_that_opens_below_it(tmp_path):
    text = """\
service a
# allow service-without-agreement: internal
service b {
  description "a { in quotes"  # a } in a comment
}
service c
sla one { covers a }
"""
    found = only("service-without-agreement", checked(tmp_path, text))
    assert [(d.data["service"], d.allowed is not None) for d in found] == [("b", True), ("c", False)]


def test_a_clause_within_a_block_is_allowed_there(tmp_path):
    text = """\
log t { case id time at in UTC field s: one of new, closed }
metric m = clock on t { start when s == new stop when s == closed }
# allow target-without-support: two of three, all that is not urgent
sla one {
  target a { metric m require 90% within 4h }
  target b { metric m require 90% within 8h }
}
sla two {
  # allow target-without-support: by hand
  target a { metric m require 90% within 4h }
  target b { metric m require 90% within 8h }
}
ola desk { target a { metric m require 99% within 4h } }
"""
    found = only("target-without-support", checked(tmp_path, text))
    assert [(d.data["target"], d.allowed is not None) for d in found] == [
        ("one.a", True), ("one.b", True), ("two.a", True), ("two.b", False),
    ]  # fmt: skip


def test_what_is_allowed_says_why_and_until_when(tmp_path):
    text = "# allow no-owner until 2026-12-31: to be named: see CAB-412\n" + DESK
    allowed = only("no-owner", checked(tmp_path, text))[0].allowed
    assert (allowed.until, allowed.reason) == ("2026-12-31", "to be named: see CAB-412")


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        (None, [("no-owner", True)]),
        ("2026-12-31", [("no-owner", True)]),  # the last day is included
        ("2027-01-01", [("allowance-expired", False), ("no-owner", False)]),
    ],
)
def test_an_allowance_ends_with_its_last_day(tmp_path, as_of, found):
    text = "# allow no-owner until 2026-12-31: to be named\n" + DESK.replace("1 year", "9 years")
    assert sorted(state(tmp_path, text, as_of)) == found


def test_an_expired_allowance_is_not_told_to_be_unused_too(tmp_path):
    text = '# allow no-review until 2026-12-31: none\nsla desk { owner "A" review every 9 years signed 2026-01-01 }'
    assert state(tmp_path, text, "2027-01-01") == [("allowance-expired", False)]


@pytest.mark.parametrize(
    ("comment", "check", "said"),
    [
        ("# allow no-owner", "allowance-without-reason", "gives no reason"),
        ("# allow no-owner:", "allowance-without-reason", "gives no reason"),
        ("# allow no-owner until 2026-12-31", "allowance-without-reason", "gives no reason"),
        ("# allow no-owner until May: soon", "allowance-without-reason", "`May` is no date"),
        ("# allow no-owner until 2026-02-30: soon", "allowance-without-reason", "`2026-02-30` is no date"),
        ("# allow no-owner because of CAB-412", "allowance-without-reason", "gives no reason"),
        ("# allow no-ower: CAB-412", "allowance-unknown", "no check `no-ower`"),
        ("# allow ola-slower-than-sla until 2026-12-31: CAB-412", "allowance-unknown", "ola-slower-than-sla"),
        ("# allow: CAB-412", "allowance-unknown", "names no check"),
        ("# allow : no-owner", "allowance-unknown", "names no check"),
        ("# allow until 2026-12-31: to be named", "allowance-unknown", "names no check"),
        ("# allow unknown-name: CAB-412", "allowance-unknown", "cannot be allowed"),
        ("# allow allowance-unused: CAB-412", "allowance-unknown", "cannot be allowed"),
    ],
)
def test_comments_that_allow_nothing(tmp_path, comment, check, said):
    found = checked(tmp_path, f"{comment}\n{DESK}")
    assert only("no-owner", found)[0].allowed is None
    problem = next(d for d in found if d.check.startswith("allowance"))
    assert (problem.check, problem.severity) == (check, Severity.WARNING)
    assert said in problem.message
    assert (problem.at.line, problem.at.column, problem.at.end_column) == (1, 1, len(comment) + 1)


def test_a_near_name_is_suggested(tmp_path):
    found = only("allowance-unknown", checked(tmp_path, f"# allow no-ower: x\n{DESK}"))
    assert found[0].help == ("did you mean `no-owner`?",)


@pytest.mark.parametrize(
    ("comment", "name"), [("# allow: CAB-412", "CHECK"), ("# allow: no-owner: x", "no-owner"), ("# allow:", "CHECK")]
)
def test_an_allowance_without_a_name_says_how_one_is_written(tmp_path, comment, name):
    (found,) = only("allowance-unknown", checked(tmp_path, f"{comment}\n{DESK}"))
    written = f"# allow {name} until 2026-12-31: accepted by the change board, CAB-412"
    assert found.help == (f"name what it allows: `{written}`",)


@pytest.mark.parametrize(
    "comment",
    ["# allow for late trains", "# allow them: all of them", "# allowances", "# allow", "# allow until then"],
)
def test_sentences_are_no_allowances(tmp_path, comment):
    assert state(tmp_path, f"{comment}\n{DESK}") == [("no-owner", False)]


def test_a_hash_in_quotes_is_no_comment(tmp_path):
    text = 'sla desk "# allow no-owner: x" { review every 1 year signed 2026-01-01 }'
    assert state(tmp_path, text) == [("no-owner", False)]


def test_each_file_has_its_own(tmp_path):
    files = {"a.sla": ALLOW, "b.sla": "\n" + DESK}
    found = checked(tmp_path, files)
    assert [d.allowed for d in only("no-owner", found)] == [None]
    assert [d.at.path for d in only("allowance-unused", found)] == [(tmp_path / "a.sla").as_posix()]
