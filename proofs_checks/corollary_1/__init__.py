"""Corollary 1: some small stepsize brings every start near the feasible set, with a small force."""
