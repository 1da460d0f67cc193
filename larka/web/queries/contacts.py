"""The contact list of a group: names, and of each person what that person chose to show (A3). Protected people are not in it (A10)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.query import QuerySet

from larka.access.holders import holders
from larka.access.policies import MEMBER_READ, NAME_READ
from larka.access.questions import Ids, Pages, question
from larka.media.queries.pictures import pictures_of
from larka.register.actor import Actor
from larka.register.choices import Relation
from larka.register.models import Group, Person, Responsible
from larka.web.access import ADULT_READ, CONTACTS_READ, MY_FAMILY, PRESENTATION_READ
from larka.web.queries import people

Rows = QuerySet[Any, Any]
_ALL = 1000


@dataclass(frozen=True, slots=True)
class Contact:
    """One person as the list shows them; ``presents``: they have written something about themselves."""

    pk: int
    public_id: uuid.UUID
    name: str
    presents: bool
    emails: tuple[str, ...]
    phones: tuple[str, ...]


def members(actor: Actor, group: Group) -> Pages:
    """The group's children in name order, but for the protected; ``contact`` makes a row of each."""
    return _members.pages(actor, group.pk)


@question(int)
def _members(actor: Actor, group: int) -> Rows:
    rows = MEMBER_READ.among(actor, people.in_force(actor).filter(group=group, child__protection="none"), members_of=group)
    return rows.order_by("child__sort_key", "child_id").values(**_details("child__"))


def guardians(actor: Actor, children: list[int]) -> dict[int, list[Contact]]:
    """Child → its guardians, each with what they chose for themselves; none who is protected or kept away (A10, A17)."""
    found: dict[int, list[Contact]] = {}
    for row in _guardians.dicts(actor, children):
        found.setdefault(row["child_id"], []).append(contact(row))
    return found


@question(Ids)
def _guardians(actor: Actor, children: Ids) -> Rows:
    answering = people.answering(actor).filter(child__among=children, relation=Relation.GUARDIAN, person__protection="none")
    rows = ADULT_READ.among(actor, answering, children=children).order_by("person__display_sort_key", "person_id")
    return rows.values("child_id", **_details("person__"))


def staff(actor: Actor, group: Group) -> list[tuple[Contact, str]]:
    """Those who work with the group, and as what; protected staff are not in the list even by a working name."""
    at_work = {row.pk: row.said for row in people.staff_of(actor, [group.pk])}
    return [(contact(row), at_work[row["person_pk"]]) for row in _staff.dicts(actor, list(at_work))]


@question(Ids)
def _staff(_actor: Actor, staff: Ids) -> Rows:
    """What they show; that their names may be known was asked before."""
    return Person.objects.filter(pk__among=staff, protection="none").order_by("sort_key", "pk").values(**_details(""))


def _details(who: str) -> dict[str, F]:
    """What is fetched of a person at the end of this link."""
    columns = {
        "person_pk": "pk", "public": "public_id", "name": "display_name", "presentation": "profile__presentation",
        "registered_emails": "contact__emails", "registered_phones": "contact__phones",
        "shown_emails": "profile__shown_emails", "shown_phones": "profile__shown_phones",
    }  # fmt: skip
    return {name: F(f"{who}{column}") for name, column in columns.items()}


def contact(row: dict[str, Any]) -> Contact:
    """What the person chose to show, of what the register has today."""
    emails, phones = (
        tuple(value for value in values_of(row[f"registered_{kind}"]) if value in (row[f"shown_{kind}"] or ()))
        for kind in ("emails", "phones")
    )
    return Contact(row["person_pk"], row["public"], row["name"], bool(row["presentation"]), emails, phones)


def values_of(details: list[dict[str, Any]] | None) -> list[str]:
    """The addresses or numbers of the register, each once."""
    return list(dict.fromkeys(row["value"] for row in details or ()))


def my_groups(actor: Actor) -> list[dict[str, Any]]:
    """The groups whose contact list I may see, classes first."""
    rows: Rows = CONTACTS_READ.visible_to(actor).order_by("sort_key", "pk").values("pk", "public_id", "name", "kind")
    return sorted(rows, key=lambda row: row["kind"] not in people.CLASS_KINDS)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one sort of reader sees me: my row in the list, whether my presentation opens, and my picture."""

    reader: str
    row: Contact | None
    presentation: bool
    picture: uuid.UUID | None


_STAFF = frozenset({"mentor", "teacher", "preschool_staff", "leisure_staff", "substitute"})
_READERS = (("staff", _STAFF), ("adult", frozenset({"members_guardian"})), ("child", frozenset({"member"})))


def seen_by_others(actor: Actor, group: Group) -> list[Seen]:
    """How I look to one of each sort of reader: the list's own questions, put as that reader, and of their answers my row alone."""
    family = _own_family(actor)
    found = {(person, key) for person, key in holders(CONTACTS_READ, group, actor.at) if person not in family}
    known = set(NAME_READ.among(actor, Person.objects.filter(pk__in={person for person, _ in found})).values_list("pk", flat=True))
    seen = []
    for reader, keys in _READERS:
        readers = sorted(person for person, key in found if key in keys and person in known)
        if readers:
            seen.append(_seen(reader, Actor(person_id=readers[0], at=actor.at), actor, group))
    return seen


def _seen(reader: str, other: Actor, me: Actor, group: Group) -> Seen:
    rows = [contact(row) for row in members(other, group)[0:_ALL]]
    adults = [row for listed in guardians(other, [row.pk for row in rows]).values() for row in listed]
    mine = next((row for row in (*rows, *adults, *(row for row, _said in staff(other, group))) if row.pk == me.person_id), None)
    opens = PRESENTATION_READ.among(other, Person.objects.filter(pk=me.writer)).exists()
    return Seen(reader, mine, opens, pictures_of(other, [me.writer]).get(me.writer))


def _own_family(actor: Actor) -> set[int]:
    """Me, my children, and all who answer for them or for me: none of them is "another"."""
    family = set(MY_FAMILY.visible_to(actor).values_list("pk", flat=True))
    return family | set(Responsible.objects.filter(child__in=family).values_list("person_id", flat=True))
