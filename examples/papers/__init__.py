"""Audits of other people's results, each a claims package of its own."""
