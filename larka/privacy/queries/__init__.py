"""What the pages about the log ask of it."""
