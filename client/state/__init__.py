"""What the app knows: one store per concern, one set of stores per session."""
