"""Applying, deciding, letters, and the first log-in."""
