"""Batches looked at by several threads, and what they gave in the order of the batches."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from typing import Protocol, TypeVar


class Counted(Protocol):
    """Some rows."""

    @property
    def num_rows(self) -> int:
        """How many there are."""
        ...


Given = TypeVar("Given")
Piece = TypeVar("Piece", bound=Counted)
Looked = TypeVar("Looked")

_TELL_EVERY = 0.5
"""In seconds."""

_AHEAD = 2
"""So many batches a thread wait to be looked at: enough that none is idle, few enough to be held."""


def shown(batches: Iterable[Piece], show: Callable[[int], None]) -> Iterator[Piece]:
    """The batches; how many rows came so far is told with each, and now and then until the first one is there."""
    batches = iter(batches)
    with _awaited(show):
        first = next(batches, None)
    done = 0
    for batch in () if first is None else chain((first,), batches):
        done += batch.num_rows
        show(done)
        yield batch


@contextmanager
def _awaited(show: Callable[[int], None]) -> Iterator[None]:
    """While rows are put in order none comes, for long if there are many: let it be seen that something goes on."""
    over = threading.Event()

    def tell() -> None:
        while not over.wait(_TELL_EVERY):
            show(0)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def one_ahead(things: Iterable[Given]) -> Iterator[Given]:
    """Things, none of which is None; each is made while what is done with the one before it is done."""
    them = iter(things)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, them, None)
        while (thing := coming.result()) is not None:
            coming = pool.submit(next, them, None)
            yield thing


def in_threads(
    look: Callable[[Given], Looked], batches: Iterable[Given], threads: int | None
) -> Iterator[Looked]:
    """What `look` gives of each of some batches; numpy lets go of the interpreter's lock."""
    threads = threads or max(2, min(4, os.cpu_count() or 2))
    waiting: deque[Future[Looked]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for batch in batches:
            waiting.append(pool.submit(look, batch))
            if len(waiting) > threads * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
