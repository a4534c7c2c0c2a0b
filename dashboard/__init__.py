"""Filters, Situation, and everything drawn from it."""
