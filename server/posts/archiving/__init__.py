"""What an archive takes of somebody's posts, comments, likes, saves and shares."""
