"""Hands things over, one by one, to what takes them in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from types import TracebackType
from typing import Generic, TypeVar

_Thing = TypeVar("_Thing")
_Take = Callable[[Iterator[_Thing]], None]


class _GivenUpError(Exception):
    """What comes in place of the next thing if there will be no more although not all were handed over."""


class HandingOver(Generic[_Thing]):
    """A `with` around what hands things over; it begins once the first one is asked for and ends once all are taken.

    Whatever goes wrong with the taking goes wrong here, as soon as that may be; what stops the block stops the taking
    too, by an error where the next thing would come.
    """

    def __init__(self, take: _Take[_Thing]) -> None:
        self._take = take
        self._things: SimpleQueue[_Thing | None] = SimpleQueue()
        self._room = threading.Semaphore()  # for one thing that waits
        self._asked = threading.Event()
        self._is_over = False
        self._error: BaseException | None = None
        self._is_whole: bool | None = None  # not known while more may come
        self._thread = threading.Thread(target=self._run)

    def __call__(self, thing: _Thing) -> None:
        """Hand one over, once the one before it is taken."""
        self._room.acquire()
        if self._is_over:
            self._room.release()  # nobody is waited for any more
            self._raise()
        else:
            self._things.put(thing)

    def end(self) -> None:
        """Say that all were handed over, and do not wait for the last ones to be taken."""
        self._end(whole=True)

    def __enter__(self) -> HandingOver[_Thing]:
        self._thread.start()
        self._asked.wait()
        if self._is_over:
            self._thread.join()
            self._raise()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._end(whole=error is None)
        self._thread.join()
        if error is None:
            self._raise()

    def _end(self, *, whole: bool) -> None:
        if self._is_whole is None:
            self._is_whole = whole
            self._things.put(None)

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._take(self._coming())
        except _GivenUpError:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised in the other thread
            self._error = error
        self._is_over = True
        self._asked.set()
        self._room.release()

    def _coming(self) -> Iterator[_Thing]:
        self._asked.set()
        while (thing := self._things.get()) is not None:
            self._room.release()
            yield thing
        if not self._is_whole:
            raise _GivenUpError
