"""What happened to somebody: grouped, counted, and told while they look."""
