"""Theorem 5: stochastic gradients, Robbins-Monro stepsizes, a random index."""
