"""A figures package for tests."""
