"""Log-in through the municipality's identity provider (OpenID Connect; docs/adr/0150)."""
