"""Claims that are false, say nothing, or are checked by something else: none is accepted."""
