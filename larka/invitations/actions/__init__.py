"""Applying, deciding, inviting, opening. Every act checks, writes and logs in one transaction."""
