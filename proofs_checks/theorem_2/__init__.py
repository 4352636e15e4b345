"""Theorem 2: a finite-time bound on the velocity for a general constant stepsize."""
