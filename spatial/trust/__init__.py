"""Which method to trust here, and how far."""
