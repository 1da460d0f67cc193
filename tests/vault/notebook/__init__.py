"""A small app of the tests: notes about children whose texts stand sealed, as support and secure notes will have them."""
