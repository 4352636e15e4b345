"""Theorem 6: almost sure convergence for coercive smooth losses, and its proof."""
