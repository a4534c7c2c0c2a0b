"""Where records are kept."""

from ingest.records.receiving import Sent
from ingest.records.store import Store, open_store
from ingest.records.troubles import StoreAwayError, StoreError

__all__ = ["Sent", "Store", "StoreAwayError", "StoreError", "open_store"]
