"""Saved posts, and the collections into which people put them."""
