"""A full disk is an error in words: nothing that was to be written stands there by half."""

from pathlib import Path

import pytest

from tests.faults.build import desk, slacode

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_standard_output_that_takes_no_more_is_no_defect(tmp_path):
    desk(tmp_path)
    with FULL.open("w") as full:
        done = slacode(tmp_path, "evaluate", "--log", "tickets=tickets.csv", "--format", "json", stdout=full)
    assert done.returncode == 2
    assert done.stderr == "slacode: there is no room left: no space left on device\n"
