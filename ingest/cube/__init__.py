"""The cube: counts of incidents by place, day and kind, made of files or of the record store."""
