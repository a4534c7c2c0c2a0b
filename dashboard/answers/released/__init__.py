"""Answers from a release alone: whoever may see no records reads these, and the numbers of a release only."""
