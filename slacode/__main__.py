"""Runs the command line as `python -m slacode`."""

from slacode.cli.main import main

main()
