"""What the tests of pages share: reading a page as a person does."""

import re
from html import unescape
from typing import Any

from django.test import Client

from larka.assessments.actions import Written, publish_judgements, write_judgements
from larka.assessments.models import Judgement
from larka.register.models import Activity, Group, GroupMembership, Person, Placement
from tests.cast import Cast, actor, opener


def shown(client: Client, person: Person, address: str, status: int = 200) -> str:
    """What this person sees on a page: the text between the frame."""
    response = opener(client, person).get(address)
    assert response.status_code == status, f"{address} answers {response.status_code}"
    return main_text(response)


def main_text(response: Any) -> str:
    """The page's own text, without its frame and its tags."""
    page = response.content.decode()
    page = re.sub(r'<p class="print-only.*?</p>', "", page, flags=re.DOTALL)
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.group() if main else page)).split())


def named_on(text: str, cast: Cast) -> set[str]:
    """Everybody of the cast whose full name stands on the page, by short name."""
    return {short for short, person in cast.people().items() if f"{person.given_name} {person.family_name}" in text}


def rows_on(page: str) -> int:
    """The rows of the page's table."""
    return page.count("<tr>") - page.count("<thead>")


def write_for(cast: Cast, teacher: Person, group: Group, children: list[Person], *, publish: bool = True) -> list[Judgement]:
    """The teacher writes an omdöme for each child of the group and, if asked, publishes."""
    by, activity = actor(teacher, cast.at), Activity.objects.get(activity_groups__group=group)
    places: list[GroupMembership] = [cast.membership(child, group) for child in children]
    written = write_judgements(
        by=by, activity=activity, term=cast.term, rows=[Written(place, f"Omdöme {place.pk}.", 0) for place in places]
    )
    if publish:
        publish_judgements(by=by, activity=activity, term=cast.term, memberships=places)
    return written


def more_children(cast: Cast, group: Group, number: int) -> list[Person]:
    """Further children in a group, so that lists have more rows; each is placed in the group's unit."""
    children = Person.objects.bulk_create(
        Person(given_name=f"Barn{n}", family_name="Extra", sort_key=f"extra!barn{n:03}") for n in range(number)
    )
    start = cast.year.starts_on
    GroupMembership.objects.bulk_create(GroupMembership(group=group, child=child, starts_on=start) for child in children)
    Placement.objects.bulk_create(Placement(child=c, unit=group.unit, school_form=group.school_form, starts_on=start) for c in children)
    return children
