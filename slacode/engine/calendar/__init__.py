"""Calendars that count: open time, its inverses, business days, and what exclusions take out (language reference, 3).

In the order of reading: `instants` and `zones` turn clocks into integers, `spans` are sets of instants, `hours` says
when a calendar is open in a year, `windows` what is taken out of it, `known` joins the years and counts, `dates` finds
business days, `compiled` answers questions, `compiling` builds it from the model. `table` gives the same answers for
columns and alone needs numpy; `public` is what Python programs see.
"""
