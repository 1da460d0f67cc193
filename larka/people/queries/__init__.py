"""What the pages about roles and decisions show."""
