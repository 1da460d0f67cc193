"""What changes the register. Every act checks, writes and logs in one transaction."""
