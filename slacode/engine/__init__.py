"""MEANING: the model, calendars, checks, proofs, evaluation and settlement; knows no text and no terminal."""
