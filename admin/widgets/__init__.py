"""Pieces that several pages of the desk are made of."""
