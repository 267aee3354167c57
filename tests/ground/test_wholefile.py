"""Files appear whole or not at all."""

import errno
import os
import stat
import threading

import pytest

from slacode.ground.wholefile import whole_file, write_whole


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path):
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "new", "a\r\nb")
    assert (tmp_path / "new").read_bytes() == b"a\r\nb"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_file_that_is_there_keeps_its_mode_and_a_link_to_it_stays_one(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("new", 0o640)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "no space left on device"), KeyboardInterrupt()])
def test_what_stops_a_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, error):
    (tmp_path / "report").write_text("old")

    def interrupted():
        with whole_file(tmp_path / "report") as file:
            file.write(b"half of i")
            raise error

    with pytest.raises(type(error)):
        interrupted()
    assert os.listdir(tmp_path) == ["report"]
    assert (tmp_path / "report").read_text() == "old"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "report", "")


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "text")
    reader.join(timeout=10)
    assert read == ["text"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
