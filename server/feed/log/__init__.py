"""What was shown to whom, as it was judged then, and what they did with it."""
