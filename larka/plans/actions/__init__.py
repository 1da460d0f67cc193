"""Development plans and goals."""
