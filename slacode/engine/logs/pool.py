"""Batches looked at by several threads, and what they gave in the order of the batches."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from slacode.engine.evaluate.batch import CaseBatch

Looked = TypeVar("Looked")

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Given what is read and how many rows there are, a `with` whose function takes how many of them are done."""

_AHEAD = 2
"""So many batches a thread wait to be looked at: enough that none is idle, few enough to be held."""


@contextmanager
def unseen(_label: str, _total: int) -> Iterator[Callable[[int], None]]:
    """Progress that nobody sees."""
    yield lambda _done: None


def shown(batches: Iterable[CaseBatch], show: Callable[[int], None]) -> Iterator[CaseBatch]:
    """The batches; how many rows came so far is told with each."""
    done = 0
    for batch in batches:
        done += batch.time.size
        show(done)
        yield batch


def in_threads(
    look: Callable[[CaseBatch], Looked], batches: Iterable[CaseBatch], threads: int | None
) -> Iterator[Looked]:
    """What `look` gives of each batch; numpy lets go of the interpreter's lock."""
    threads = threads or max(2, min(4, os.cpu_count() or 2))
    waiting: deque[Future[Looked]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for batch in batches:
            waiting.append(pool.submit(look, batch))
            if len(waiting) > threads * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
