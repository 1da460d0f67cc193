"""The people of the bench's own accounts: guardians with a password and half of them with an app, and two who hold an office."""

import datetime as dt
from collections.abc import Sequence

from bench.cursor import Cursor

PASSWORD = "Solrosen vänder sig 47"  # noqa: S105 – the bench's own accounts
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 – the same
PLAIN = WITH_APP = 24
_GUARDIANS = """
SELECT p.source_id::text FROM register_person p
WHERE p.protection = 'none' AND EXISTS (SELECT FROM register_responsible r WHERE r.person_id = p.id AND r.in_effect)
 AND NOT EXISTS (SELECT FROM register_duty d WHERE d.person_id = p.id) ORDER BY md5(p.id::text || 'log in') LIMIT %s
"""
# Staff who are nobody's mentor, teach nothing and lead nothing: an office is all that their pages show.
_STAFF = """
SELECT p.source_id::text FROM register_person p
WHERE p.protection = 'none' AND EXISTS (SELECT FROM register_duty d WHERE d.person_id = p.id)
 AND NOT EXISTS (SELECT FROM register_responsible r WHERE r.person_id = p.id)
ORDER BY EXISTS (SELECT FROM register_duty d LEFT JOIN register_dutyassignment a ON a.duty_id = d.id
  LEFT JOIN register_teachingassignment t ON t.duty_id = d.id
  WHERE d.person_id = p.id AND (a.id IS NOT NULL OR t.id IS NOT NULL OR d.role = 'principal')), md5(p.id::text) LIMIT 2
"""


def guardians(cursor: Cursor) -> tuple[list[str], list[str]]:
    """Guardians who work nowhere, by the register's id: those with a password only, those with an app, too."""
    cursor.execute(_GUARDIANS, [PLAIN + WITH_APP])
    found = [person for (person,) in cursor.fetchall()]
    return found[: len(found) // 2], found[len(found) // 2 :]


def offices(cursor: Cursor) -> dict[str, str]:
    """Who is the data protection officer, and who the administrator."""
    cursor.execute(_STAFF, [])
    (officer,), (administrator,) = cursor.fetchall()
    return {"officer": officer, "administrator": administrator}


def make_ready(plain: Sequence[str], with_app: Sequence[str], holders: dict[str, str]) -> dict[str, str]:
    """Gives them their passwords, apps and offices; answers each guardian's user name."""
    from django.contrib.auth.hashers import make_password

    from larka.accounts.models import User
    from larka.register.models import Person

    hashed, named = make_password(PASSWORD), {}
    for source_id in (*plain, *with_app):
        user = User.objects.of(Person.objects.get(source_id=source_id))
        user.password = hashed
        user.save(update_fields=["password"])
        if source_id in with_app:
            _give_app(user.pk)
        named[source_id] = user.username
    _grant(holders["officer"], "data_protection_officer")
    _grant(holders["administrator"], "administrator")
    return named


def _give_app(account: int) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    from larka.accounts.models import User

    if not Authenticator.objects.filter(user_id=account).exists():
        TOTP.activate(User.objects.get(pk=account), SECRET)


def _grant(person: str, role: str) -> None:
    from larka.people.actions.roles import grant_role
    from larka.register.actor import Actor
    from larka.register.choices import Role
    from larka.register.models import Person

    by = Actor.operator(dt.datetime.now(dt.UTC))
    found = Person.objects.get(source_id=person)
    if not found.role_grants.filter(role=role).exists():
        grant_role(by=by, person=found, role=Role(role), unit=None, starts_on=by.today, ends_on=None, decision="KS 2026-1", external=True)
