"""Nobody reaches a view but through a policy, or a written exemption."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from larka.access.policy import Policy
from tests.guards.source import called, calls, decorators, modules, public_functions

# What shows nothing about anybody. A name that is here and exempt no longer, or exempt and not here, fails.
EXEMPT = {
    "about_personal_data",
    "account_login",
    "account_logout",
    "go_to_provider",
    "provider_answer",
    "signed_out",
    "sign_in_again",
    "come_back",
    "demo_sign_in",
    "mfa_authenticate",
    "step_up",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "remove_security_key",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "guardian_application",
    "application_sent",
    "blank_application",
    "blank_application_pdf",
    "welcome",
    "welcome_password",
    "my_sessions",
    "session_left",
    "new_notices",
    "my_email",
    "my_password",
    "forgotten_password",
    "password_asked",
    "new_password",
    "confirm_email",
    "demo_mail",
    "my_page",
    "choose_language",
    "choose_theme",
    "more",
    "help",
    "accessibility",
    "accessibility_with_slash",
    "design",
    "design_with_slash",
}


def addresses(patterns: Any = None) -> Iterator[URLPattern]:
    """Every address of the project, the packages' included."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from addresses(pattern.url_patterns)


def test_every_address_has_a_policy_or_a_written_exemption() -> None:
    """A1: a view that nobody decorated would answer anybody."""
    for pattern in addresses():
        policy, reason = getattr(pattern.callback, "access_policy", None), getattr(pattern.callback, "access_exemption", "")
        assert isinstance(policy, Policy) != bool(reason), f"{pattern.name}: one of the two, and not both"


def test_the_exemptions_are_these_and_no_others() -> None:
    """A1: each is a decision; one that is stale fails."""
    assert {pattern.name for pattern in addresses() if hasattr(pattern.callback, "access_exemption")} == EXEMPT


def test_every_address_that_names_a_thing_opens_it_through_a_policy() -> None:
    """A1: an exempt page has nothing to look up."""
    for pattern in addresses():
        if pattern.pattern.converters:
            assert hasattr(pattern.callback, "access_policy"), pattern.name
            assert "public_id" in pattern.pattern.converters, f"{pattern.name}: things are named by their public id"


def test_every_address_has_a_name_of_its_own() -> None:
    """Q2: pages are linked by name."""
    names = [pattern.name for pattern in addresses()]
    assert all(names)
    assert len(set(names)) == len(names)


# Reason beside each; one that no longer needs it fails.
FETCHED = {
    "larka/accounts/views/demo.py Person.objects.filter": "demo only: every person is invented",
    "larka/assessments/views/taking_over.py Person.objects.filter": "one of the teachers that the page has just offered",
}
_FETCHES = (".objects.get", ".objects.filter", ".objects.all", "get_object_or_404", "get_list_or_404", ".objects.in_bulk")


def test_no_view_fetches_by_key_around_the_policies() -> None:
    """A1: nothing personal is fetched in a view but through ``visible_to`` or what the view was handed."""
    around = {f"{path} {called(call)}" for path, tree in modules("views") for call in calls(tree) if called(call).endswith(_FETCHES)}
    assert around == set(FETCHED)


def test_no_view_is_one_transaction_that_would_take_the_refusal_back_with_it() -> None:
    """A11: a refusal is logged after the rollback; the action is the transaction."""
    wrapped = [
        f"{path} {function.name}"
        for path, tree in modules("views")
        for function in public_functions(tree)
        if any("atomic" in name for name in decorators(function))
    ]
    assert wrapped == []


def test_views_change_nothing_themselves() -> None:
    """A11: every write is an action, so that every write is logged."""
    writes = (".save", ".create", ".bulk_create", ".update_or_create", ".get_or_create", ".bulk_update")
    found = [
        f"{path}:{call.lineno} {called(call)}" for path, tree in modules("views") for call in calls(tree) if called(call).endswith(writes)
    ]
    assert found == []
