"""Measurements of slacode on policies and logs that it makes itself."""
