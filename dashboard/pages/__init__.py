"""The pages: each gathers inputs, calls one pure function, and draws."""
