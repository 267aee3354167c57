"""What carries what: the promises, parts and services behind each row, and what goes round in a circle."""
