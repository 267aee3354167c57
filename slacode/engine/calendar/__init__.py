"""Calendars that count: B, its inverses, business days, and what exclusions take out (language reference, 3)."""
