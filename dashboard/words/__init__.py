"""Answers in words: what was found, and what must be known beside it."""
