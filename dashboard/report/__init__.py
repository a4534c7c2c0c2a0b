"""The meeting pack: sections over one release and the partnership's own registers."""
