"""What is asked of rounds of talks and of talks."""
