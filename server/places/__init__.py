"""The gazetteer: places of the world with their names and where they are."""
