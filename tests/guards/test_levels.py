"""What a password opens is written down, and nothing that is written about a child is among it."""

from larka.access.matrix import all_policies
from larka.records.kinds import kinds
from larka.records.models import WrittenRecord


def test_every_policy_over_what_is_written_demands_at_least_documentation() -> None:
    """A14: of a record kind, or on a model of records."""
    read = {kind.read.key for kind in kinds()}
    written = [p for p in all_policies() if p.kind or p.key in read or issubclass(p.model, WrittenRecord) or p.key == "child.documents"]
    assert written
    assert {policy.key for policy in written if policy.demands == "own"} == set()


def test_a_password_opens_exactly_these() -> None:
    """A14: one's own pages, names and lists; each that is added here is a decision."""
    assert {policy.key for policy in all_policies() if policy.demands == "own"} == {
        "child.read", "person.name", "membership.read", "placement.read", "group.read", "unit.read",
        "unit.everyone", "child.mine", "child.family", "group.mine", "group.mentored", "staff.name", "responsible.read",
        "adult_access.give", "adult_access.take_back",
        "contacts.read", "profile.edit", "presentation.read", "notice.read", "job.read", "picture.read", "picture.set", "upload.own",
    }  # fmt: skip
