"""What feeds knew of somebody who has left."""
