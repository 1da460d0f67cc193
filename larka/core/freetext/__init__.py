"""What should seldom stand in a text about a child (F6): numbers, addresses, health, and judgements of a person."""

from larka.core.freetext.check import Finding, findings, not_accepted
from larka.core.freetext.rules import RULES, Kind, Rule

__all__ = ["RULES", "Finding", "Kind", "Rule", "findings", "not_accepted"]
