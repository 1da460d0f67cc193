"""The pages about the log."""
