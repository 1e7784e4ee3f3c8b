"""Counts of likes and comments: folded each second, compared with the rows each night."""
