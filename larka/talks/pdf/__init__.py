"""Talks on paper."""
