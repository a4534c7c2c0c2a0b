"""The gate: who is there, what they may do, and every door that stands before the pages."""
