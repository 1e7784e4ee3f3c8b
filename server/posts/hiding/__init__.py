"""Posts that somebody does not want to see."""
