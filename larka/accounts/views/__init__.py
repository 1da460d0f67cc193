"""The ways in, and one's own page about them."""
