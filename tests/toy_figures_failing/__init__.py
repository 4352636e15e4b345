"""A figures package for tests, one of whose figures cannot be drawn."""
