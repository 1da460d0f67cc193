"""Drafts and what is left of them, for any kind."""
