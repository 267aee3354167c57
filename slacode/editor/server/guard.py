"""Keeps a defect of slacode from reaching the client as anything but an answer that is empty."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from pygls.exceptions import JsonRpcException

_P = ParamSpec("_P")
_R = TypeVar("_R")
_log = logging.getLogger("slacode")


def is_trouble(record: logging.LogRecord) -> bool:
    """Whether the log should hold it: that a name cannot be given is an answer, which the editor shows."""
    return not (record.exc_info and isinstance(record.exc_info[1], JsonRpcException))


def guarded(answer: Callable[_P, Awaitable[_R]]) -> Callable[_P, Awaitable[_R | None]]:
    """An answer that a defect makes an empty one: the log has the traceback, the client has none."""

    @functools.wraps(answer)
    async def guarded_answer(*args: _P.args, **kwargs: _P.kwargs) -> _R | None:
        try:
            return await answer(*args, **kwargs)
        except (asyncio.CancelledError, JsonRpcException):
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the editor goes on
            _log.exception("this is a defect of slacode, not of your policies")
            return None

    return guarded_answer
