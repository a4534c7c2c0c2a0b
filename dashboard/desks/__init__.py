"""The desks: where the dashboard deals with files and kept records, each desk a module."""
