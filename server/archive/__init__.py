"""Everything that one person has here, as one file for them to keep."""
