"""The files that can be read, one module a family; `ingest.read` chooses among them by content."""
