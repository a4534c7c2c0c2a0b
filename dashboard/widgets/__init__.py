"""What pages are put together from; the only place beside the pages that knows Streamlit."""
