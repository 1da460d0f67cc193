"""Pages of templates and of forms."""
