"""Releases: counts that are shown to people who may not see the records."""
