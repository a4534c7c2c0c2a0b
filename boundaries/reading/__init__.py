"""What reads the bytes of a file of shapes; it runs in a child process only, see `boundaries.geo_file`."""
