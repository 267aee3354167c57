"""What is ahead: open cases that are at risk, and what open periods can still become.

glance (batch by batch, as the log is read) -> open_cases, open_periods with what each still bears -> record; `looking`
leads from the first to the last.
"""
