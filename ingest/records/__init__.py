"""Where records are kept: one store by URL, one transaction a file."""

from ingest.records.store import Store, open_store

__all__ = ["Store", "open_store"]
