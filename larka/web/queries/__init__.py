"""What the frame's pages ask: rows and sums in a few set-based questions, always through a policy."""
