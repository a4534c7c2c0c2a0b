"""Reporting centres and support services: what an entry says, and what is wrong with it."""
