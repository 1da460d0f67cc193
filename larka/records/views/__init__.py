"""Pages that every kind of text has."""
