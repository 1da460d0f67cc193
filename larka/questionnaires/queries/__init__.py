"""What pages about templates and forms ask."""
