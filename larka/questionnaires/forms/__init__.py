"""What is typed on the pages of templates and forms."""
