"""`larka`, the command for those who run Lärka."""

from larka.cli.main import main

__all__ = ["main"]
