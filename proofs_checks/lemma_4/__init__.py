"""Lemma 4: with a small stepsize a coordinate never leaves the cell of an end level."""
