"""What pages ask about media."""
