"""What is done with rounds of talks and with talks."""
