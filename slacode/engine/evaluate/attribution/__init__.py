"""Whose time it was that broke a promise: the supports behind an SLA's target, what each of them took of its cases, and
what of the money is due to each (language reference, 8.3).

path -> (`metrics/clock/parting`, batch by batch) -> figures, rows -> results, money -> record
"""
