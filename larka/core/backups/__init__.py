"""Backups (Q5): encrypted dumps with signed manifests, media copied once, kept for a set time and put back whole (docs/backup.md)."""
