"""Drafts that save themselves, and what happens to texts whatever their kind."""
