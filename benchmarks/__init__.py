"""Speed and memory, measured: our way from file bytes to an answer beside the usual way, in one run."""
