"""A claims package for tests: every verdict once, decided in milliseconds."""

ORDER = ("halving", "overshoot", "empty", "unread", "sampled", "open")
