"""The commands, each a module."""
