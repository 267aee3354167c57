"""What changed between two policies, for whom, and what it does to the proofs: models compared, not texts.

In the order of reading: `record` is what comes out, `whole` how it comes about; `renames` gives both sides the same
names, `timeline` sets versions against each other, `compare` asks every part in `clauses` what differs, `findings` and
`standings` say what that does.
"""

from slacode.engine.diff.record import Comparison, Difference, Effect, Effects, Slack

__all__ = ["Comparison", "Difference", "Effect", "Effects", "Slack"]
