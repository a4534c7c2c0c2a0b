"""The waist, a module a question: each answer comes from the same survey, suppressed for the viewer."""
