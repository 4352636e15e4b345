"""Theorem 3: a finite-time bound with a small constant stepsize."""
