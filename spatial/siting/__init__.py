"""Where next: which places would bring most people within reach, those that are open already kept."""
