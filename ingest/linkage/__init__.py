"""Record linkage: which records are compared, how each agreement weighs, and which records make one event."""
