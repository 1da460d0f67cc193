"""Making templates, starting forms, filling them in and moving them on."""
