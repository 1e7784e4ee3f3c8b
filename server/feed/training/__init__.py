"""From what was shown and what followed to a model that ranks: fitted, judged against the current one, promoted."""
