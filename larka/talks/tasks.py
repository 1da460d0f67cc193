"""What the worker does with talks. What an action queues is declared beside what it does: larka/talks/actions/opening.py."""

from larka.talks.actions.opening import open_round

__all__ = ["open_round"]
