"""The ties of somebody who has left, both ways."""
