"""Pure statistics over arrays and frames; nothing here reads a file, a clock or a screen."""
