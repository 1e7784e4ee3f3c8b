"""Notifications of somebody who has left, and those that tell of them."""
