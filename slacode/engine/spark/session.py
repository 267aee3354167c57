"""The session of Spark in which logs are read: one that is there already, or one that is started for the while."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from slacode.engine.evaluate.result import EvaluationError

_QUIET = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_MEANING = {  # what SQL means must not depend on how a session was set up
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
}


@contextmanager
def running(spark: SparkSession | str) -> Iterator[SparkSession]:
    """A session with settings of its own, for a while: beside the given one, or on the master of this address, such as
    `local[2]` or `spark://host:7077`; what was started is stopped in the end.

    Raises `EvaluationError` if Spark cannot be started.
    """
    if not isinstance(spark, str):
        yield _beside(spark)
        return
    was_there = SparkContext._active_spark_context is not None  # noqa: SLF001 - there is no other way to ask
    session = started(spark)
    try:
        yield _beside(session)
    finally:
        if not was_there:
            session.stop()


def _beside(session: SparkSession) -> SparkSession:
    own = session.newSession()
    for name, value in _MEANING.items():
        own.conf.set(name, value)
    return own


def started(master: str) -> SparkSession:
    """A session on the master of this address; `EvaluationError` if Spark cannot be started there."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise EvaluationError.saying(
            "Spark needs Java, and there is none here", ways_out=("install Java 17 or later, or set `JAVA_HOME` to it",)
        )
    builder = SparkSession.builder.appName("slacode").master(master)
    settings = dict(_QUIET)
    if master.startswith("local"):
        settings["spark.driver.host"] = "127.0.0.1"
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else it is whatever `python3` means
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        reason = str(error).strip().splitlines()[0]
        raise EvaluationError.saying(
            f"Spark cannot be started on `{master}`: {reason}",
            ways_out=("check the address of the master, and that Java is 17 or later",),
        ) from error
