"""The journal: whatever moment a run is killed at, nothing is told twice and nothing is lost."""

import io
import os
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from slacode.diagnostics import PolicyError
from slacode.watch import journal as journals
from slacode.watch.journal import Line, opened_journal
from slacode.watch.output import Output

LINES = [Line(f"id{i}", f"warning {i}: ä{'x' * i}\n") for i in range(5)]


class Killed(BaseException):
    """As if the process had ended here."""


@dataclass
class Bomb:
    """Goes off at one of the steps that are written to disk or to the output; half of what is written then is."""

    at: int
    steps: int = 0

    def passes(self):
        self.steps += 1
        return self.steps != self.at


@dataclass
class Fused:
    """A stream that ends the run at some step, after half of what it was to write."""

    stream: io.BufferedWriter
    bomb: Bomb
    half: bool = True

    def write(self, data):
        if not self.bomb.passes():
            self.stream.write(data[: len(data) // 2] if self.half else b"")
            self.stream.flush()
            raise Killed
        return self.stream.write(data)

    def __getattr__(self, name):
        return getattr(self.stream, name)


@contextmanager
def fused_journals(bomb, half):
    """Journals are written with the same fuse as the output."""
    locked = journals._locked

    @contextmanager
    def fused(path, *, create):
        with locked(path, create=create) as file:
            yield Fused(file, bomb, half)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journals, "_locked", fused)
        yield


def run(folder, bomb, lines, *, half=True, pipe=None):
    """A run that begins, tells the lines in two batches, and is killed by the bomb."""
    with open(folder / "out", "ab") as file:
        stream = Fused(file, bomb, half)
        output = Output(pipe or stream, None if pipe else str(folder / "out"))
        with fused_journals(bomb, half), opened_journal(str(folder / "state"), output) as journal:
            if journal.began is None:
                journal.begin(7)
            journal.tell(lines[:3], output)
            journal.tell(lines, output)


def told(folder):
    return (folder / "out").read_text(encoding="utf-8")


WHOLE = "".join(line.text for line in LINES)


@pytest.mark.parametrize("half", [True, False])
def test_killed_at_any_step_a_file_holds_every_line_once(tmp_path, half):
    for at in range(1, 40):
        folder = tmp_path / str(at)
        folder.mkdir()
        bomb = Bomb(at)
        try:
            run(folder, bomb, LINES, half=half)
        except Killed:
            assert WHOLE.startswith(told(folder).partition("\n")[0])
        else:
            assert bomb.steps < at  # it went through all its steps
            assert at > 12
            break
        run(folder, Bomb(0), LINES)
        assert told(folder) == WHOLE


def test_killed_again_while_it_finishes_it_still_holds_every_line_once(tmp_path):
    for first in range(2, 13):
        for second in range(1, 14, 3):
            folder = tmp_path / f"{first}-{second}"
            folder.mkdir()
            for bomb in (Bomb(first), Bomb(second), Bomb(0)):
                try:
                    run(folder, bomb, LINES)
                except Killed:
                    continue
            assert told(folder) == WHOLE


def test_what_was_decided_comes_out_though_it_is_no_longer_so(tmp_path):
    # killed at the second line of the first batch; the next run sees no case in danger any more
    with pytest.raises(Killed):
        run(tmp_path, Bomb(5), LINES)
    run(tmp_path, Bomb(0), [])
    assert told(tmp_path) == "".join(line.text for line in LINES[:3])


def test_of_a_pipe_one_line_may_come_twice_and_none_is_lost(tmp_path):
    @dataclass
    class Pipe:
        """Keeps what comes out; the run ends after a line is out and before that is noted."""

        got: list[bytes]
        left: int

        def write(self, data):
            self.got.append(data)
            self.left -= 1

        def flush(self):
            if self.left == 0:
                raise Killed

        def fileno(self):
            raise OSError

    got = []
    for left in (2, 3, -1):
        try:
            run(tmp_path, Bomb(0), LINES, pipe=Pipe(got, left))
        except Killed:
            continue
    assert list(dict.fromkeys(got)) == [line.data for line in LINES]
    assert len(got) <= len(LINES) + 2


def test_a_journal_is_for_one_run_at_a_time(tmp_path):
    state, output = str(tmp_path / "state"), Output(io.BytesIO())
    again = opened_journal(state, output)
    with opened_journal(state, output), pytest.raises(PolicyError, match="another run is using it"), again:
        pass
    with opened_journal(state, output):
        pass


@pytest.mark.parametrize("text", ["no json\n", "[]\n", '{"format_version": 2}\n'])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path, text):
    (tmp_path / "state").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="no journal of warnings"), opened_journal(
        str(tmp_path / "state"), Output(io.BytesIO())
    ):
        pass
    assert (tmp_path / "state").read_text(encoding="utf-8") == text


def test_a_journal_is_shortened_to_what_must_be_kept(tmp_path):
    run(tmp_path, Bomb(0), LINES)
    long = os.path.getsize(tmp_path / "state")
    run(tmp_path, Bomb(0), LINES)
    assert os.path.getsize(tmp_path / "state") < long
    assert len((tmp_path / "state").read_text(encoding="utf-8").splitlines()) == 2
    assert told(tmp_path) == WHOLE


def test_an_output_that_was_emptied_meanwhile_is_gone_on_with(tmp_path):
    with pytest.raises(Killed):
        run(tmp_path, Bomb(7), LINES)
    (tmp_path / "out").write_bytes(b"")
    run(tmp_path, Bomb(0), LINES)
    assert set(told(tmp_path).splitlines()) <= set(WHOLE.splitlines())
    assert LINES[4].text in told(tmp_path)


def test_the_module_says_its_format(tmp_path):
    run(tmp_path, Bomb(0), LINES)
    assert f'"format_version": {journals.FORMAT_VERSION}' in (tmp_path / "state").read_text(encoding="utf-8")
