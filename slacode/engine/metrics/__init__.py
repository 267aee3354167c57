"""The kinds of metric, one place each: what a clock, an availability, a value or a share means on a batch of rows."""
