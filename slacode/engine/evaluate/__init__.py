"""Judging logs: plan, rows, cycles, verdicts, periods, results."""
