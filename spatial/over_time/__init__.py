"""What lasts, what emerges and what rises or falls, step by step."""
