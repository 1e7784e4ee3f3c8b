"""A town of people who act on what they are shown, to judge an order of posts before real people see it."""
