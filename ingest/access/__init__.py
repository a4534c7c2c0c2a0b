"""Who may do what: roles, sharing levels and actions, as one table in a policy file."""
