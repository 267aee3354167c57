"""Leaves pandas where it is: nothing of it is needed, but pyarrow loads it where it is, for a fifth of a second."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class _Nowhere(MetaPathFinder):
    """Finds no pandas."""

    def find_spec(self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def leave_pandas_out() -> None:
    """Let pyarrow look for pandas now, and in vain: it does not look again, so what wants both must not be run here."""
    if "pandas" in sys.modules:
        return
    nowhere = _Nowhere()
    sys.meta_path.insert(0, nowhere)
    try:
        import numpy as np
        import pyarrow as pa

        pa.array(np.empty(0)).to_numpy()
    finally:
        sys.meta_path.remove(nowhere)
