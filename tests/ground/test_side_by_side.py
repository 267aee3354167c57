"""Two parts of a job at once: what they give, and what becomes of what goes wrong."""

import os
import threading

import pytest

from slacode.ground.side_by_side import both


def test_both_results_come_in_their_order() -> None:
    assert both(lambda: [1, 2], lambda: {"three": 3}) == ([1, 2], {"three": 3})


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="one processor only, or none that can be counted: nothing runs beside",
)
def test_the_second_runs_in_another_process() -> None:
    ours, theirs = both(os.getpid, os.getpid)
    assert ours == os.getpid() != theirs


def test_where_another_thread_runs_there_is_one_process() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert both(os.getpid, os.getpid) == (os.getpid(), os.getpid())
    finally:
        done.set()
        other.join()


@pytest.mark.parametrize("wrong", [0, 1])
def test_an_error_of_either_is_raised_here(wrong: int) -> None:
    def fails() -> int:
        raise ZeroDivisionError("as told")

    functions = [lambda: 1, lambda: 2]
    functions[wrong] = fails
    with pytest.raises(ZeroDivisionError, match="as told"):
        both(*functions)


def test_what_cannot_be_sent_is_worked_out_here() -> None:
    _, function = both(lambda: None, lambda: lambda: 42)
    assert function() == 42
