"""A helper: it has no NAME, so it is no figure."""
