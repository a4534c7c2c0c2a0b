"""Whether reports are followed by others near by and soon."""
