"""Whether the extra is there that the other modules of this package import."""

from __future__ import annotations

from importlib.util import find_spec

from slacode.engine.evaluate.result import EvaluationError

_EXTRA = "pandas", "pyspark", "sqlglot"


def require_spark() -> None:
    """Raise `EvaluationError`, which says what to do, where something of the extra is missing."""
    if any(find_spec(name) is None for name in _EXTRA):
        raise EvaluationError.saying(
            "Spark is not installed here",
            ways_out=("install it with `pip install 'slacode[spark]'`, and Java 17 or later",),
        )
