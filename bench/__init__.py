"""How fast Lärka is on a real register: `make bench` (docs/speed.md)."""
