"""What is pushed to people while they look: who is connected where, pushes, resume after a gap."""
