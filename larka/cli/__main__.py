"""`python -m larka.cli` is `larka`."""

from larka.cli.main import main

main()
