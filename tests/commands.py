"""The command line as most tests run it: in this process, with what it wrote and how it ended."""

from click.testing import CliRunner, Result

from slacode.cli.main import cli

DEFECT = 70


def run(*arguments: str, stdin: str | bytes | None = None, **options) -> Result:
    """`slacode` with some arguments; a defect fails the test, whatever it looks at."""
    result = CliRunner().invoke(cli, arguments, prog_name="slacode", input=stdin, **options)
    assert result.exit_code != DEFECT, result.stderr
    return result
