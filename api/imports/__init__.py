"""The lists that offices keep by hand, read without losing a row."""
