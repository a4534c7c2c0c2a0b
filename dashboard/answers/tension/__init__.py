"""The board of tension: what is indicated by ward and strand, why, and what is not known."""
