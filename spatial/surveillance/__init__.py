"""Surveillance: is this more than usual?  Limits for series of counts, low-count guard, late reports."""
