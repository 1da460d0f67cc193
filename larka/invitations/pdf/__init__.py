"""Letters and forms on paper."""
