"""What somebody who has left was found by, and what they looked for."""
