"""What is done with notices: made, read, chosen, printed, found undeliverable."""
