"""One module per numbered result of the report: its claims and their checks."""
