"""The format `jsonl`: a JSON object a line for each finding, allowed ones too, as `json` holds them in one list."""

from __future__ import annotations

import json

from slacode.diagnostics import to_json
from slacode.reports import Findings


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The findings, each on a line of its own; nothing if there are none."""
    return "".join(json.dumps(to_json(d), ensure_ascii=False, allow_nan=False) + "\n" for d in record.diagnostics)
