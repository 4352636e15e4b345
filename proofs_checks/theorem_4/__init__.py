"""Theorem 4: the weighted average of the squared velocities under Robbins-Monro stepsizes."""
