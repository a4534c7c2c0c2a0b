"""A file becomes records; records are kept."""
