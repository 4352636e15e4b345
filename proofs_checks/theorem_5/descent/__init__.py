"""The stochastic descent inequality in the proof of Theorem 5."""
