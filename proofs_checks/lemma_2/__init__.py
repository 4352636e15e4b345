"""Lemma 2: the skewing force by the distance to the feasible set."""
