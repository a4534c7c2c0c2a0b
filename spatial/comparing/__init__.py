"""Two times, two places, two groups: more, fewer, or chance."""
