"""Reach: how far people walk to an open door."""
