"""Works out two parts of a long job at once, the second in a process of its own where that is safe."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

_A = TypeVar("_A")
_B = TypeVar("_B")


def both(first: Callable[[], _A], second: Callable[[], _B]) -> tuple[_A, _B]:
    """What two functions give, as if the second were called after the first.

    The second runs in a forked process if there is a processor for it and no other thread (whose locks a fork would
    leave held for good); what it gives must be picklable, and whatever else it does is lost.
    """
    if not _can_fork():
        return first(), second()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _send(second, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        try:
            ours = first()
        finally:
            sent = file.read()
            _, failed = os.waitpid(child, 0)
    # Whatever went wrong in the other process goes wrong here too, where it is told.
    return ours, second() if failed else pickle.loads(sent)  # noqa: S301 - it comes from our own fork


def _can_fork() -> bool:
    several = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
    return several and threading.active_count() == 1


def _send(function: Callable[[], object], writing: int) -> NoReturn:
    """End this process with what a function gives; nothing that the other process will do at its end is done here."""
    try:
        with os.fdopen(writing, "wb") as file:
            pickle.dump(function(), file)
        os._exit(0)
    finally:
        os._exit(1)
