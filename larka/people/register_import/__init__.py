"""Comparing the register's files with the register, and applying the difference: by sets in the database, in one transaction."""
