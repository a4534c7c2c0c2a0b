"""Did it work: areas to compare with, how much could be seen, and what was seen."""
