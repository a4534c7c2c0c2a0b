"""Everything that leaves as a file: one document, one marking, one maker of bytes."""
