"""The search index: made from other tables as things happen, or all of it anew."""
