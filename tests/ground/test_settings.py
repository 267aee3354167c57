"""Settings: where they are found, what they mean, and that nothing wrong in them is passed over."""

from dataclasses import replace
from pathlib import Path

import pytest

from slacode.diagnostics import Allowed, Diagnostic, PolicyError, Severity
from slacode.engine.checks import judging, names
from slacode.settings import ALWAYS_TOLD, Settings, load_settings


def problems_of(folder: Path, text: str, name: str = "slacode.toml") -> list[tuple[str, str, tuple[str, ...]]]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_settings(folder)
    assert {d.check for d in raised.value.diagnostics} == {"settings"}
    return [(str(d.at), d.message, d.help) for d in raised.value.diagnostics]


def test_without_a_file_the_defaults_hold(tmp_path):
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert (settings.fail_on, settings.format, settings.color, settings.cache) == ("warning", "text", "auto", True)


def test_every_setting_is_read(tmp_path):
    (tmp_path / "slacode.toml").write_text(
        'select = ["a", "b"]\nignore = ["c"]\nfail_on = "error"\nformat = "json"\ncolor = "never"\ncache = false\n'
        '[severity]\na = "note"\n',
        encoding="utf-8",
    )
    assert load_settings(tmp_path) == Settings(
        ("a", "b"), ("c",), "error", {"a": Severity.NOTE}, "json", "never", False, "slacode.toml"
    )


def test_the_nearest_file_upwards_counts_and_one_without_our_table_does_not(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.slacode]\nfail_on = "note"\n', encoding="utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n", encoding="utf-8")
    (inner / "pyproject.toml").write_text("this is = = no TOML", encoding="utf-8")
    assert load_settings(inner).fail_on == "note"
    (tmp_path / "a" / "slacode.toml").write_text('fail_on = "never"\n', encoding="utf-8")
    assert load_settings(inner).fail_on == "never"


def test_an_unknown_key_is_an_error_with_the_likely_one(tmp_path):
    text = '# fail-on is no key\nselect = []\nfail-on = "error"\nqqq = 1\n'
    (first, second) = problems_of(tmp_path, text)
    assert first == ("slacode.toml:3:1", "`slacode.toml` knows no setting `fail-on`", ("did you mean `fail_on`?",))
    assert second[:2] == ("slacode.toml:4:1", "`slacode.toml` knows no setting `qqq`")
    assert second[2][0].startswith("there are `select`, `ignore`,")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('select = "a"', "`select` in `slacode.toml` must be a list of names"),
        ("ignore = [1]", "`ignore` in `slacode.toml` must be a list of names"),
        ('fail_on = "fatal"', '`fail_on` in `slacode.toml` must be one of `"error"`, `"warning"`, `"note"`, `"never"`'),
        ("color = true", '`color` in `slacode.toml` must be one of `"auto"`, `"always"`, `"never"`'),
        ('cache = "yes"', "`cache` in `slacode.toml` must be `true` or `false`"),
        ("format = 1", "`format` in `slacode.toml` must be a name in quotes"),
        ('severity = { a = "off" }', '`a` in `slacode.toml` must be one of `"error"`, `"warning"`, `"note"`'),
        ('severity = "note"', "`severity` in `slacode.toml` must be a table"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_it_must_be(tmp_path, line, wanted):
    ((place, message, _),) = problems_of(tmp_path, f"\n{line}\n")
    assert place.startswith("slacode.toml:2:")
    assert message.startswith(wanted)


def test_a_key_is_placed_in_our_table_not_in_another(tmp_path):
    text = "[tool.other]\nselct = 1\n\n[tool.slacode]\nselct = []\n"
    ((place, message, _),) = problems_of(tmp_path, text, "pyproject.toml")
    assert (place, message) == ("pyproject.toml:5:1", "`pyproject.toml` knows no setting `selct`")


def test_broken_toml_is_told_with_its_place(tmp_path):
    ((place, message, _),) = problems_of(tmp_path, "cache = true\nselect = [\n")
    assert place.startswith("slacode.toml:")
    assert message.startswith("`slacode.toml` is not valid TOML: ")
    ((place, message, _),) = problems_of(tmp_path, "select = []\nx = = 1\n")
    assert place == "slacode.toml:2:5"


def test_a_table_must_be_one(tmp_path):
    ((_, message, _),) = problems_of(tmp_path, "[tool]\nslacode = 1\n", "pyproject.toml")
    assert message == "`tool.slacode` in `pyproject.toml` must be a table"


WARNING = Diagnostic("slow", Severity.WARNING, "m")
ERROR = Diagnostic("wrong", Severity.ERROR, "m")


def test_findings_are_chosen_and_weighed():
    assert Settings(select=("slow",)).applied_to([WARNING, ERROR]) == [WARNING]
    assert Settings(ignore=("slow",)).applied_to([WARNING, ERROR]) == [ERROR]
    assert Settings(select=("slow",), ignore=("slow",)).applied_to([WARNING]) == []
    assert Settings(severity={"slow": Severity.NOTE}).applied_to([WARNING]) == [
        replace(WARNING, severity=Severity.NOTE)
    ]


def test_no_setting_leaves_out_that_nothing_was_understood():
    broken = Diagnostic("syntax", Severity.ERROR, "m")
    chosen = Settings(select=("slow",), ignore=("syntax",)).applied_to([broken, WARNING])
    assert chosen == [broken, WARNING]


def test_every_error_of_loading_is_always_told():
    raised_elsewhere = {
        *("allowance-expired", "allowance-unknown", "allowance-unused", "allowance-without-reason"),
        *("log-column-missing", "log-file-missing", "log-unreadable", "test-failed", "not-formatted"),
        *("base-not-understood", "changed-in-force", "promise-undecidable", "promise-weakened"),
    }
    assert {*names()} - {*judging()} - raised_elsewhere == ALWAYS_TOLD


@pytest.mark.parametrize(
    ("fail_on", "fails"), [("error", False), ("warning", True), ("note", True), ("never", False)]
)
def test_a_warning_fails_a_run_that_fails_on_warnings(fail_on, fails):
    assert Settings(fail_on=fail_on).fails([WARNING]) is fails


def test_what_is_allowed_never_fails():
    assert not Settings().fails([replace(ERROR, allowed=Allowed(None, "agreed"))])
