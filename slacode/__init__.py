"""slacode: service level agreements as code.

The public interface is what stands in `__all__`; each name is loaded when it is first used, so that importing slacode
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slacode.diagnostics import Diagnostic, PolicyError
    from slacode.project import Policy, check, diff, evaluate, load, trace

__all__ = ["Diagnostic", "Policy", "PolicyError", "check", "diff", "evaluate", "load", "trace"]

_HOMES = {
    "Diagnostic": "slacode.diagnostics",
    "Policy": "slacode.project",
    "PolicyError": "slacode.diagnostics",
    "check": "slacode.project",
    "diff": "slacode.project",
    "evaluate": "slacode.project",
    "load": "slacode.project",
    "trace": "slacode.project",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'slacode' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
