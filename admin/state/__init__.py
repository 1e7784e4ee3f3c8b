"""What the desk knows."""
