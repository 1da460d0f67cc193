"""How notices leave the page: written down, then handed over, never twice (ADR 0196)."""
