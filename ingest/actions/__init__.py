"""Joint actions: what one says, what is wrong with it, and the tables of action plans."""
