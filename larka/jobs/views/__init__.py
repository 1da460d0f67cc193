"""The pages of long jobs."""
