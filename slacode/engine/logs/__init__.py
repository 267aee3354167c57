"""Logs: files of rows, opened by `open_log`, give whole cases in order, and say what was set aside.

The way of the data: `files` finds the files and tells their formats; a reader (`read_csv`, `read_jsonl`,
`read_parquet`, `read_xes`) shows each as columns; `canonical` makes of columns the case, the time and the fields of
each row, or the reason why it is set aside; `conditions` and `scan` turn those into sorted batches of flags; `opened`
is the door.
"""

from slacode.engine.logs.errors import LogError
from slacode.engine.logs.opened import OpenLog, open_log
from slacode.engine.logs.set_aside import FileInfo, LogSummary, SetAside

__all__ = ["FileInfo", "LogError", "LogSummary", "OpenLog", "SetAside", "open_log"]
