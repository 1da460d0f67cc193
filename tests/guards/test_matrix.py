"""docs/access.md says what holds."""

from larka.access.matrix import ROLES, all_policies, matrix
from tests.guards.source import PROJECT
from tests.guards.test_views import addresses


def test_the_document_of_who_sees_what_is_up_to_date() -> None:
    """A1: written from the policies; ``larka manage access_matrix`` writes it again."""
    assert (PROJECT / "docs" / "access.md").read_text("utf-8") == matrix(), "kör: larka manage access_matrix"


def test_every_policy_of_every_page_is_in_it() -> None:
    """A1: a policy that is written elsewhere than in an app's access would be left out."""
    used = {pattern.callback.access_policy.key for pattern in addresses() if hasattr(pattern.callback, "access_policy")}
    keys = [policy.key for policy in all_policies()]
    assert used <= set(keys)
    assert len(keys) == len(set(keys))


def test_the_administrator_reads_nothing_and_no_role_opens_everything() -> None:
    """A8: there is no superuser, and administering the register lets nobody read a child's documents."""
    opened = {role: {policy.key for policy in all_policies() for grant in policy.grants if grant.path.key == role} for role in ROLES}
    assert not opened["administrator"] & {"child.read", "child.documents", "judgement.read", "judgement.state", "judgement.edit"}
    assert not [role for role, keys in opened.items() if keys == {policy.key for policy in all_policies()}]
