"""The Lyapunov inequality of Theorem 6."""
