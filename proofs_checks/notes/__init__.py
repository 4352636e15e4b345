"""The claims on the early notes."""
