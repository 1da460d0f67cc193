"""What is typed about roles and decisions: checked, never saved here."""
