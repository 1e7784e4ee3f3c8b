"""What somebody who has left has posted, said and liked, and what they kept and hid."""
