"""Uploads, pictures in every size, and their delivery."""
