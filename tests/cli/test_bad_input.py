"""Bad input is met with grace: a clear error at a place, an exit code, and never a traceback or a hang."""

import json
import time

import pytest

from tests.commands import run

LOG = "log tickets { case id time at in UTC field status: one of new, closed field priority: one of P1, P2 }\n"
METRIC = "metric fix = clock on tickets { start when status == new stop when status == closed }\n"
OFFICE = "calendar office { open mon-fri 08:00-18:00 }\n"
FORBIDDEN = ("Traceback", "RecursionError", "lark", "Token", "pydantic", "defect")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments, seconds=10):
    """Run `check --format json`; the exit code, the findings above a note, and all that was said."""
    began = time.process_time()
    result = run("check", "--no-cache", "--format", "json", *arguments)
    assert time.process_time() - began < seconds
    said = result.stdout + result.stderr
    assert not [word for word in FORBIDDEN if word in said], said
    findings = json.loads(result.stdout)["findings"] if result.stdout else []
    return result.exit_code, [f for f in findings if f["severity"] != "note"], said


def of_text(here, text):
    """The names of what is found in one file, and the findings."""
    (here / "a.sla").write_bytes(text if isinstance(text, bytes) else text.encode())
    code, findings, _ = check("a.sla")
    assert all(f["path"] == "a.sla" and f["line"] >= 1 and f["column"] >= 1 for f in findings)
    assert code == (0 if not findings else 2 if findings[0]["check"] == "unreadable" else 1)
    return [f["check"] for f in findings], findings


# ---- files


def test_an_empty_file_is_an_empty_policy(here):
    for text in ("", "\n\n", "# nothing yet\n", "\ufeff"):
        assert of_text(here, text)[0] == []


def test_no_file(here):
    code, findings, _ = check("missing.sla")
    assert (code, [f["check"] for f in findings]) == (2, ["no-policy"])
    assert findings[0]["message"] == "there is no file or folder `missing.sla`"


def test_a_folder_without_policies(here):
    (here / "notes.txt").write_text("", encoding="utf-8")
    for arguments in ((), (".",)):
        code, findings, _ = check(*arguments)
        assert (code, [f["check"] for f in findings]) == (2, ["no-policy"])


@pytest.mark.parametrize(
    "junk", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\xff\xfe", b"\xff\xfes\x00l\x00"]
)
def test_binary_junk(here, junk):
    assert of_text(here, junk)[0] == ["unreadable"]


def test_nul_is_told_where_it_stands(here):
    names, findings = of_text(here, "sla a {\n  hours \x00\n}\n")
    assert names == ["unreadable"]
    assert (findings[0]["line"], findings[0]["column"]) == (2, 9)


def test_byte_order_mark_line_ends_and_tabs_mean_nothing(here):
    text = OFFICE + 'sla a {\n\thours office\n\towner "Ines Müller"\n}\n'
    for variant in (
        text,
        "\ufeff" + text,
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        "\ufeff" + text.replace("\n", "\r\n"),
    ):
        assert of_text(here, variant)[0] == []


def test_columns_count_characters_whatever_the_line_ends(here):
    for end in ("\n", "\r\n", "\r"):
        _, findings = of_text(here, f"\ufeff# ü{end}\tsla ä {{ hours ofice }}{end}")
        assert [(f["check"], f["line"], f["column"]) for f in findings] == [("unknown-name", 2, 16)]


@pytest.mark.parametrize(
    "line",
    ['sla a { clause "' + "x" * 10_000_000 + '" }', "# " + "x" * 10_000_000, "sla a {" + " " * 10_000_000 + "}"],
    ids=["text", "comment", "blanks"],
)
def test_a_line_of_10_mb_that_is_right(here, line):
    assert of_text(here, line)[0] == []


@pytest.mark.parametrize(
    "line",
    [
        "x" * 10_000_000,
        '"' * 10_000_000,
        "{" * 10_000_000,
        "(" * 10_000_000,
        "1" * 10_000_000,
    ],
    ids=["letters", "quotes", "braces", "parentheses", "digits"],
)
def test_a_line_of_10_mb_that_is_wrong(here, line):
    (here / "a.sla").write_text(line, encoding="utf-8")
    code, findings, said = check("a.sla", seconds=60)
    assert code == 1
    assert 1 <= len(findings) <= 101
    assert len(said) < 200_000


# ---- nesting

DEEP = 5000


@pytest.mark.parametrize(
    "text",
    [
        LOG
        + "metric fix = clock on tickets { start when "
        + "(" * DEEP
        + "status == new"
        + ")" * DEEP
        + " stop when status == closed }",
        LOG
        + "metric fix = clock on tickets { start when "
        + "not " * DEEP
        + "status == new stop when status == closed }",
        LOG
        + "metric fix = clock on tickets { start when "
        + "not (" * DEEP
        + "status == new"
        + ")" * DEEP
        + " stop when status == closed }",
        LOG
        + METRIC
        + "sla a { target t { metric fix require all within 4h supported by "
        + "(" * DEEP
        + "b.t"
        + ")" * DEEP
        + " } }",
        LOG
        + METRIC
        + "sla a { target t { metric fix require all within 4h supported by "
        + "all of (" * DEEP
        + "b.t"
        + ")" * DEEP
        + " } }",
        "service a { needs " + "any of (" * DEEP + "a" + ")" * DEEP + " }",
        "sla a {" + " amend from 2026-01-01 {" * DEEP + "}" * DEEP + "}",
    ],
    ids=["parentheses", "not", "not and parentheses", "support", "all of", "needs", "amendments"],
)
def test_deep_nesting_is_told_as_such(here, text):
    names, findings = of_text(here, text)
    assert "syntax" in names
    assert any("deep" in f["message"] for f in findings), findings


@pytest.mark.parametrize("depth", [10, 50])
def test_nesting_that_somebody_may_need_is_understood(here, depth):
    inner = "(" * depth + "status == new" + ")" * depth
    assert (
        of_text(here, LOG + f"metric fix = clock on tickets {{ start when {inner} stop when status == closed }}")[0]
        == []
    )
    nots = "not " * depth + "status == new"
    assert (
        of_text(here, LOG + f"metric fix = clock on tickets {{ start when {nots} stop when status == closed }}")[0]
        == []
    )


def test_long_conditions_are_not_deep(here):
    many = " or ".join(["status == new"] * 5000)
    assert (
        of_text(here, LOG + f"metric fix = clock on tickets {{ start when {many} stop when status == closed }}")[0]
        == []
    )


@pytest.mark.parametrize("length", [300, 3000])
def test_long_chains_of_declarations_are_no_deep_nesting(here, length):
    """What extends, needs or is made of what, step by step over many declarations."""
    terms = (
        "\n".join(f"terms t{n} {{ extends t{n + 1} }}" for n in range(length))
        + f"\nterms t{length} {{ review every 3 months }}\n"
    )
    assert of_text(here, terms + 'sla a { extends t0 owner "me" }')[0] == []


def test_a_calendar_made_of_calendars_without_end_is_told(here):
    chain = "\n".join(f"calendar c{n} = c{n + 1} or c{n + 1}" for n in range(2000)) + "\ncalendar c2000 = 24x7\n"
    names, _ = of_text(here, chain)
    assert names == ["impossible-value"]


def test_a_calendar_of_very_many_calendars_is_told(here):
    parts = "\n".join(f"calendar c{n} {{ open mon 08:00-09:00 }}" for n in range(1000))
    message = "calendar `all` is made of others in more than 200 steps, one after or inside another"
    for op in ("and", "except"):
        _, found = of_text(here, parts + "\ncalendar all = " + f" {op} ".join(f"c{n}" for n in range(1000)))
        assert [(one["check"], one["message"]) for one in found] == [("impossible-value", message)]
    named = " and ".join(f"c{n}" for n in range(190))
    assert of_text(here, parts + f"\ncalendar all = {named}")[0] == []


def test_a_calendar_that_is_open_when_any_of_very_many_is_stands_one_step_above_them(here):
    parts = "\n".join(f"calendar c{n} {{ open mon 08:00-09:00 }}" for n in range(1000))
    named = " or ".join(f"c{n}" for n in range(1000))
    assert of_text(here, parts + f'\ncalendar all = {named}\nsla a {{ hours all owner "me" }}')[0] == []


def test_calendars_that_share_their_parts_again_and_again_take_no_time(here):
    chain = "\n".join(f"calendar c{n} = c{n + 1} or c{n + 1}" for n in range(90)) + "\ncalendar c90 = 24x7\n"
    assert of_text(here, chain + 'sla a { hours c0 owner "me" }')[0] == []


# ---- circles


def ring(length, template):
    return "\n".join(template.format(n, (n + 1) % length) for n in range(length))


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("template", "check_name"),
    [
        ("terms n{} {{ extends n{} }}", "extends-cycle"),
        ("sla n{} {{ extends n{} }}", "extends-cycle"),
        ("service n{} {{ needs n{} }}", "dependency-cycle"),
        ("calendar n{} = n{}", "dependency-cycle"),
    ],
    ids=["terms", "agreements", "services", "calendars"],
)
def test_a_circle_of_any_length_is_told_once(here, length, template, check_name):
    names, findings = of_text(here, ring(length, template))
    assert names == [check_name]
    shown = " -> ".join(f"`n{n % length}`" for n in range(length + 1))
    assert shown in findings[0]["message"]


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_a_circle_of_support_of_any_length_is_told_once(here, length):
    rows = "by priority {{ P1: all within 4h P2: all within 8h }}"
    template = 'ola n{} {{ owner "me" target t {{ metric fix ' + rows + " supported by n{}.t }} }}"
    names, findings = of_text(here, LOG + METRIC + ring(length, template))
    assert names == ["support-cycle"]
    assert findings[0]["message"].startswith("`n0.t[P1]` rests on itself: `n0.t[P1]` -> ")
    assert len(findings[0]["labels"]) == length - 1


def test_diamonds_are_no_circles(here):
    text = LOG + METRIC + OFFICE
    text += (
        "service top { needs left and right } service left { needs base } service right { needs base } service base\n"
    )
    text += "terms a { extends b extends c } terms b { extends d } terms c { extends d }\n"
    text += "terms d { review every 3 months }\n"
    text += "calendar e = f or g\ncalendar f = office\ncalendar g = office\n"
    names, _ = of_text(here, text)
    assert [name for name in names if name.endswith("-cycle")] == []


# ---- values that cannot be

TERM = "sla a {{ term 2026-01-01 to 2026-12-31 amend from {} {{ review every 3 months }} }}"
HOURS = "calendar c {{ open mon 08:00-18:00 {} }}"


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (HOURS.format("timezone Europe/Munich"), "unknown-zone", "there is no time zone `Europe/Munich`"),
        (HOURS.format("timezone Berlin"), "unknown-zone", "did you mean `Europe/Berlin`?"),
        ("sla a { timezone Mars/Olympus }", "unknown-zone", "there is no time zone `Mars/Olympus`"),
        (HOURS.format("closed on holidays XX"), "unknown-holidays", "no holidays are known for `XX`"),
        (HOURS.format("closed on holidays DE-XX"), "unknown-holidays", "no holidays are known for `DE-XX`"),
        (HOURS.format("closed on 02-30"), "impossible-value", "no year has a date `02-30`"),
        (HOURS.format("open tue 08:00-25:00"), "impossible-value", "there is no time of day `25:00`"),
        (TERM.format("2025-07-01"), "amendment-outside-term", "not after the first day of the term, 2026-01-01"),
        (TERM.format("2026-01-01"), "amendment-outside-term", "not after the first day of the term, 2026-01-01"),
        (TERM.format("2027-01-01"), "amendment-outside-term", "after the last day of the term, 2026-12-31"),
        (
            'sla a { amend from 2026-07-01 { review every 3 months } amend from 2026-07-01 { owner "me" } }',
            "duplicate-amendment",
            "two amendments are in force from 2026-07-01",
        ),
        ("sla a { term 2026-02-30 to 2026-12-31 }", "impossible-value", "there is no date `2026-02-30`"),
        ("sla a { term 2026-12-31 to 2026-01-01 }", "impossible-value", "before it begins"),
        ("language 7", "impossible-value", "there is no version 7 of the language"),
    ],
)
def test_what_cannot_be_is_told_with_its_name(here, text, name, said):
    names, findings = of_text(here, text)
    assert names == [name]
    assert said in findings[0]["message"]


# ---- calendars that never open


@pytest.mark.parametrize(
    "text",
    [
        "calendar c { }",
        "calendar c { timezone UTC closed on 12-24 }",
        "calendar a { open mon 08:00-09:00 } calendar b { open tue 08:00-09:00 } calendar c = a and b",
        "calendar a { open mon 08:00-09:00 } calendar c = a except a",
        "calendar a = 24x7 calendar b = 24x7 calendar c = a except b",
    ],
)
def test_a_calendar_that_never_opens_is_told_where_it_is_declared(here, text):
    names, findings = of_text(here, text)
    assert names == ["calendar-never-opens"]
    assert findings[0]["message"] == "calendar `c` never opens"


USED = """calendar c {{ timezone Europe/Berlin open on 2025-06-30 09:00-17:00 {more} }}
sla a {{ {term} hours c owner "me" target t {{ metric fix require all within 4h }} }}
"""


@pytest.mark.parametrize(
    ("more", "term", "closed_from"),
    [
        # it opens on 2025-06-30 alone, and a case of the term may still be waiting after that
        ("", "term 2025-01-01 to 2025-12-31", "2025-06-30"),
        ("", "term 2026-01-01 to 2026-12-31", "2026-01-01"),
        ("", "", "2025-06-30"),
        # 2025-06-30 to 2026-08-04 are exactly 400 days, to the day after one more
        ("open on 2026-08-06 09:00-17:00", "term 2025-01-01 to 2025-12-31", "2025-06-30"),
    ],
)
def test_a_calendar_that_stays_closed_in_its_use_is_told_at_the_use(here, more, term, closed_from):
    names, findings = of_text(here, LOG + METRIC + USED.format(more=more, term=term))
    assert "calendar-never-opens" in names
    finding = next(f for f in findings if f["check"] == "calendar-never-opens")
    assert finding["data"] == {"calendar": "c", "closed_from": closed_from}


@pytest.mark.parametrize(
    ("more", "term"),
    [
        ("open on 2026-08-04 09:00-17:00", "term 2025-01-01 to 2025-12-31"),
        ("open mon 09:00-17:00", "term from 2020-01-01"),
        ("open mon 09:00-17:00 closed on holidays DE-BY, 12-24, 2026-05-04", "term from 2020-01-01"),
    ],
)
def test_a_calendar_that_opens_in_time_is_fine(here, more, term):
    names, _ = of_text(here, LOG + METRIC + USED.format(more=more, term=term))
    assert "calendar-never-opens" not in names
