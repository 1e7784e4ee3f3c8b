"""People whom one may want to follow. It stands with posts, because interests are read from them."""
