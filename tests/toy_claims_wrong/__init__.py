"""A claims package for tests whose record is wrong."""
