"""Density of reports on the ground, in reports per square kilometre, and what chance makes of it."""
