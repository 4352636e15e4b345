"""Lemma 5: the iterates come within gamma L_l sqrt(d) of the feasible set, and stay."""
