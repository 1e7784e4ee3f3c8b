"""The composer, a module for each of its steps: pick, look, details."""
