"""One Spark for all tests, small; where it is not installed they are skipped with the reason."""

import os
import shutil
from importlib.util import find_spec

import pytest


@pytest.fixture(scope="session")
def spark():
    for module in ("pyspark", "pandas", "sqlglot"):
        if find_spec(module) is None:
            pytest.skip(f"`{module}` of the extra `slacode[spark]` is not installed")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, and there is none here")
    from slacode.engine.spark.session import started

    session = started("local[2]")
    yield session
    session.stop()


@pytest.fixture
def session(spark):
    from slacode.engine.spark.session import running

    with running(spark) as own:
        yield own
