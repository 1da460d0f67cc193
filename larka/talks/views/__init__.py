"""The pages of rounds of talks and of talks."""
