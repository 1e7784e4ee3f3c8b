"""What an archive takes of somebody's media."""
