"""What the rules ask: formulas as scripts, the solvers' processes, a function's branches."""
