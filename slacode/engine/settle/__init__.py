"""From what was attained to what it costs: penalties, bonuses, what is earned back, and rights (language reference,
7.6 to 7.8). Exact, pure, and with a derivation of every amount. `settle` in `run` is the way in:

facts -> amounts -> credit (repeats, own caps, rounding) -> together (causes, at risk, caps) -> later, rights -> record
"""
