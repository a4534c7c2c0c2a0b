"""Engines that make a cube, one module each, found by name."""
