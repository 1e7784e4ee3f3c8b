"""Home: candidates from several sources, ranked, kept as a snapshot for one reading, and served page by page."""
