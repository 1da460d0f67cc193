"""What the pages about applications and invitations show."""
