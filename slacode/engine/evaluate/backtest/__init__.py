"""Two versions of a policy judged by the same events in one pass: verdicts, figures, money and rights that differ."""
