"""Community reports: what one says, how it is graded, and what is wrong with it."""
