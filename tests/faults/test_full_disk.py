"""A full disk is an error in words: nothing that was to be written stands there by half."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.build import desk, environment, slacode

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_standard_output_that_takes_no_more_is_no_defect(tmp_path):
    desk(tmp_path)
    with FULL.open("w") as full:
        done = slacode(tmp_path, "evaluate", "--log", "tickets=tickets.csv", "--format", "json", stdout=full)
    assert done.returncode == 2
    assert done.stderr == "slacode: there is no room left: no space left on device\n"


LIMITED = """\
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
from slacode.cli.main import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system sets no limit on the size of a file")
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_cases_that_find_no_room_say_so_in_the_words_of_the_system(tmp_path, ending):
    desk(tmp_path)
    (tmp_path / f"cases.{ending}").write_text("those of yesterday")
    arguments = "evaluate", "policies", "--log", "tickets=tickets.csv", "--cases", f"cases.{ending}"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"Error: `cases.{ending}` cannot be written: file too large"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"cases.{ending}", "policies", "tickets.csv"]
    assert (tmp_path / f"cases.{ending}").read_text() == "those of yesterday"
