"""What cannot be read about a log, as diagnostics in the words of its owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slacode.diagnostics import Diagnostic, Severity, did_you_mean, one_line, sort_key
from slacode.engine.model.logs import Log
from slacode.ground.saying import say_why


class LogError(Exception):
    """A log that cannot be read: a file, a column or a format that is not there; see `.diagnostics`."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(sorted(diagnostics, key=sort_key))
        super().__init__("\n".join(one_line(d) for d in self.diagnostics))


def no_files(log: Log) -> Diagnostic:
    """Neither the policy nor the user names a file."""
    help_ = f'give it with `--log {log.name}=FILE`, or say `files "..."` in the log'
    return _problem(log, "log-file-missing", f"log `{log.name}` names no file", help_)


def no_such_file(log: Log, pattern: str) -> Diagnostic:
    """A path that leads nowhere, or a pattern that no file matches."""
    what = "no file matches" if any(sign in pattern for sign in "*?[") else "there is no file"
    help_ = "check the path; the files of a policy are looked for beside the policy"
    return _problem(log, "log-file-missing", f"{what} `{pattern}` for log `{log.name}`", help_)


def is_folder(log: Log, path: str) -> Diagnostic:
    """A folder where files are wanted."""
    message = f"`{path}` is a folder, not a file of log `{log.name}`"
    return _problem(log, "log-file-missing", message, f"name the files in it, such as `{path}/*.csv`")


OTHER_ENCODING = "say its encoding: `--encoding latin-1`, or `cp1252`, `utf-16` and the like"


def unreadable(log: Log, path: str, why: str, help_: str = "") -> Diagnostic:
    """A file whose content cannot be read."""
    return _problem(log, "log-unreadable", f"`{path}` of log `{log.name}` cannot be read: {why}", help_)


def unreadable_bytes(log: Log, path: str, error: OSError) -> Diagnostic:
    """A file that the system does not give, or, where it says nothing against it, that does not unpack."""
    why = "the compressed file is damaged or cut short" if error.errno is None else say_why(error)
    return unreadable(log, path, why)


def not_evaluable(log: Log, why: str, help_: str = "") -> Diagnostic:
    """A log that cannot be judged for a reason that is in no single file."""
    return _problem(log, "log-unreadable", f"log `{log.name}` cannot be read: {why}", help_)


def no_column(log: Log, path: str, column: str, present: Sequence[str]) -> Diagnostic:
    """A column that the log declares and a file lacks; the message names what is there."""
    near = did_you_mean(column, present)
    help_ = f"did you mean `{near}`?" if near else f'name the column of the file: `from "..."` in log `{log.name}`'
    shown = ", ".join(f"`{name}`" for name in present) or "none"
    message = f"`{path}` has no column `{column}`, which log `{log.name}` reads"
    return _problem(log, "log-column-missing", message, help_, f"its columns are {shown}", log_column=column)


def column_twice(log: Log, path: str, column: str) -> Diagnostic:
    """Two columns of one name, so that it is not clear which one is meant."""
    message = f"`{path}` has more than one column `{column}`, which log `{log.name}` reads"
    return _problem(log, "log-column-missing", message, "give each column of the file a name of its own")


def _problem(log: Log, check: str, message: str, help_: str, note: str = "", *, log_column: str = "") -> Diagnostic:
    return Diagnostic(
        check,
        Severity.ERROR,
        message,
        log.at,
        help=(help_,) if help_ else (),
        notes=(note,) if note else (),
        data={"log": log.name, "column": log_column} if log_column else {"log": log.name},
    )
