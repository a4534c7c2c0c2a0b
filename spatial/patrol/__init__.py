"""Patrols: when reports lie in the week, which places to be at, and the way between them."""
