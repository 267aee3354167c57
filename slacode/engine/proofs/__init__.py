"""Proofs: whether what stands behind a promise can carry it, in time, in shares and in downtime (consistency)."""
