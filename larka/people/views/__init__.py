"""The pages about roles and decisions."""
