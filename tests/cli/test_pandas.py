"""Commands that judge logs do not wait for pandas where it is installed."""

import subprocess
import sys

import pytest

POLICY = """\
language 1
provider p
customer c
calendar always = 24x7
log tickets { case id time at field status: one of new, done }
metric repair = clock on tickets { start when status == new stop when status == done }
sla desk {
  between p and c
  timezone UTC
  hours always
  term 2026-01-01 to 2026-12-31
  target repair { metric repair require 95% within 4h }
}
"""
LOG = "id,at,status\n1,2026-01-05T09:00:00Z,new\n1,2026-01-05T10:00:00Z,done\n"


@pytest.mark.parametrize(
    "arguments", [["evaluate", "--cases", "cases.parquet"], ["evaluate"], ["why", "1", "desk.repair"]], ids=" ".join
)
def test_pandas_is_not_loaded_though_it_is_there(tmp_path, arguments):
    (tmp_path / "desk.sla").write_text(POLICY)
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "pandas.py").write_text("raise SystemExit('pandas was loaded')\n")
    command = [sys.executable, "-m", "slacode", *arguments, "desk.sla", "--log", "tickets=log.csv"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode in {0, 3}, ended.stderr
    assert "1h" in ended.stdout or "100%" in ended.stdout
