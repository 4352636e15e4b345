"""Notes, Theorem 1: convergence of the deterministic algorithm."""
