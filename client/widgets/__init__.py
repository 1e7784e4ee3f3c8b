"""What several screens of the app share."""
