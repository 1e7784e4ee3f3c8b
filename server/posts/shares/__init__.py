"""Posts that people hand to each other."""
