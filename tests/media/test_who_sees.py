"""Who sees a person's picture, who sets it, and how the files themselves are handed out (A1, A3, A5, A10, B1, F5)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from larka.access.models import DocumentedNeed
from larka.access.policies import CHILD_READ, MEMBER_READ
from larka.access.policy import Policy, Refused
from larka.audit.models import Entry
from larka.media import storage
from larka.media.access import LISTED_PICTURE, PICTURE_READ, PICTURE_SET
from larka.media.actions.pictures import remove_picture, set_picture, show_picture_to
from larka.media.models import Medium, ProfilePicture
from larka.media.queries.pictures import picture_of, picture_of_opened, pictures_of
from larka.register.choices import Protection
from larka.register.models import DutyAssignment, Person, Responsible, Restriction
from larka.web.access import PRESENTATION_READ, STAFF_NAME
from larka.web.addresses import url
from tests.access.everyone import standing
from tests.cast import NOON, Cast, actor, opener, readers
from tests.media import files
from tests.media.sending import pictured, sent

STAFF_5A = {"Mats", "Tess", "Per", "Vera", "Rolf", "Petra", "Kim"}


def shown_by(page: str) -> set[str]:
    """The public ids of the pictures that a page shows."""
    return set(re.findall(r'src="/media/profilbild/([^/"]+)/liten/"', page))


def test_a_pupils_picture_is_seen_by_staff_and_family_until_the_pupil_lets_the_class_see_it(cast: Cast) -> None:
    """A3, B1: strict from the start; opened, it is seen by exactly those who read the presentation."""
    picture = pictured(cast.elsa)
    assert readers(PICTURE_READ, picture) == {"Elsa", "Anna", "Anders"} | STAFF_5A
    show_picture_to(by=actor(cast.elsa), person=cast.elsa, shown_to="all")
    assert readers(PICTURE_READ, picture) == readers(PRESENTATION_READ, cast.elsa)
    assert {"Nils", "Nora", "Omar", "Olga"} <= readers(PICTURE_READ, picture)


def test_a_guardians_picture_is_not_seen_by_the_other_guardian_until_it_is_shown_to_all(cast: Cast) -> None:
    """A3: they live apart."""
    picture = pictured(cast.anna)
    close = readers(PICTURE_READ, picture)
    assert {"Anna", "Elsa", "Sam", "Mats"} <= close
    assert not {"Anders", "Nora", "Nils", "Frida", "Annika"} & close
    show_picture_to(by=actor(cast.anna), person=cast.anna, shown_to="all")
    assert readers(PICTURE_READ, picture) == readers(PRESENTATION_READ, cast.anna)


def test_a_teachers_picture_is_seen_by_colleagues_and_by_families_where_the_teacher_chooses(cast: Cast) -> None:
    """A3."""
    picture = pictured(cast.tess)
    assert readers(PICTURE_READ, picture) & {"Elsa", "Anna", "Bo", "Berit"} == set()
    assert {"Tess", "Mats", "Rolf", "Kim"} <= readers(PICTURE_READ, picture)
    show_picture_to(by=actor(cast.tess), person=cast.tess, shown_to="all")
    assert readers(PICTURE_READ, picture) == readers(PRESENTATION_READ, cast.tess)


def test_a_protected_childs_picture_is_its_own_and_opens_by_documented_need_alone(cast: Cast) -> None:
    """A10: its guardian's too; not for those who teach it, not for rektor, no classmate; with the need, for as long as it holds."""
    picture = pictured(cast.omar, shown_to="all")
    assert readers(PICTURE_READ, picture) == {"Omar", "Olga"}
    DocumentedNeed.objects.create(
        child=cast.omar, person=cast.mats, opens="contact", given_by=cast.rolf, decision="SN 9", starts_on=NOON.date(),
        ends_on=NOON.date() + dt.timedelta(days=9),
    )  # fmt: skip
    assert readers(PICTURE_READ, picture) == {"Omar", "Olga", "Mats"}
    assert readers(PICTURE_READ, picture, NOON + dt.timedelta(days=9)) == {"Omar", "Olga"}


def test_a_restricted_or_former_guardian_does_not_see_a_protected_childs_picture(cast: Cast) -> None:
    """A10, A17, A5: the same day, by the page and by the list."""
    picture = pictured(cast.omar)
    Responsible.objects.filter(child=cast.omar, person=cast.olga).update(ends_on=NOON.date())
    assert readers(PICTURE_READ, picture) == {"Omar"}
    assert readers(PICTURE_READ, picture, NOON - dt.timedelta(days=1)) == {"Omar", "Olga"}
    Responsible.objects.filter(child=cast.omar, person=cast.olga).update(ends_on=None)
    Restriction.objects.create(child=cast.omar, person=cast.olga, reference="T 3", starts_on=NOON.date())
    assert readers(PICTURE_READ, picture) == {"Omar"}
    assert pictures_of(actor(cast.olga), [cast.omar.pk]) == {}


def test_whoever_becomes_protected_is_seen_no_more_at_once(cast: Cast) -> None:
    """A10: without anything being changed about the picture."""
    picture = pictured(cast.elsa, shown_to="all")
    Person.objects.filter(pk=cast.elsa.pk).update(protection=Protection.MARKED)
    assert readers(PICTURE_READ, picture) == {"Elsa", "Anna", "Anders"}


def test_the_right_ends_with_the_relation(cast: Cast, client: Client) -> None:
    """A5: the same day, for the page and for the file itself."""
    picture = pictured(cast.elsa)
    assert "Anders" in readers(PICTURE_READ, picture)
    Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(ends_on=NOON.date())
    assert "Anders" not in readers(PICTURE_READ, picture)
    assert not {"Frida", "Viktor", "Rut", "Stina"} & readers(PICTURE_READ, picture)


def test_one_sets_ones_own_picture_and_a_mentor_a_pupils(cast: Cast) -> None:
    """B1: nobody else sets a guardian's; nobody sets a protected child's for it."""
    assert readers(PICTURE_SET, cast.elsa) == {"Elsa", "Mats"}
    assert readers(PICTURE_SET, cast.omar) == {"Omar"}
    assert readers(PICTURE_SET, cast.anna) == {"Anna"}
    assert readers(PICTURE_SET, cast.tess) == {"Tess"}
    pictured(cast.elsa, by=cast.mats)
    for other in (cast.anna, cast.tess, cast.rolf, cast.adam, cast.petra):
        upload = sent(other, files.picture())
        with pytest.raises(Refused):
            set_picture(by=actor(other), person=cast.elsa, upload=upload)
        with pytest.raises(Refused):
            remove_picture(by=actor(other), person=cast.elsa)


def test_the_mentor_helps_with_the_picture_and_the_pupil_decides_who_sees_it(cast: Cast) -> None:
    """B1, A3: a new picture keeps the pupil's choice, whatever the mentor's form says."""
    assert pictured(cast.elsa, by=cast.mats, shown_to="all").shown_to == "close"
    show_picture_to(by=actor(cast.elsa), person=cast.elsa, shown_to="all")
    assert pictured(cast.elsa, by=cast.mats).shown_to == "all"
    with pytest.raises(Refused):
        show_picture_to(by=actor(cast.mats), person=cast.elsa, shown_to="close")


def test_a_mentor_who_is_no_longer_one_helps_no_more(cast: Cast) -> None:
    """A5, B1."""
    DutyAssignment.objects.filter(duty__person=cast.mats).update(ends_on=NOON.date())
    assert readers(PICTURE_SET, cast.elsa) == {"Elsa"}


def test_lists_show_exactly_the_pictures_that_the_policy_opens(cast: Cast) -> None:
    """A1: one question for a page says the same as the policy for each."""
    everybody = list(cast.people().values())
    for person in everybody[::2]:
        pictured(person, shown_to="all")
    for person in everybody[1::2]:
        pictured(person)
    keys = [person.pk for person in everybody]
    for reader in everybody:
        by = actor(reader)
        may = {picture.person_id for picture in ProfilePicture.objects.all() if PICTURE_READ.allows(by, picture)}
        assert set(pictures_of(by, keys)) == may, reader.given_name
        opened = dict(CHILD_READ.visible_to(by).annotate(role=CHILD_READ.role(by)).values_list("pk", "role"))
        by_role = {pk for pk in keys if picture_of(by, pk, opened.get(pk, ""))}
        assert (by_role, {pk for pk in keys if picture_of(by, pk, "guardian")} - may) == (may, set()), reader.given_name
        listed = {picture.person_id for picture in LISTED_PICTURE.visible_to(by)}
        assert listed <= may, reader.given_name
        pages: tuple[tuple[Policy[Any], str], ...] = ((CHILD_READ, "pk"), (STAFF_NAME, "pk"), (MEMBER_READ, "child_id"))
        for policy, person in pages:
            for asking in (by, standing(by)):
                rows = policy.visible_to(asking).annotate(picture=picture_of_opened(policy, asking, person)).values_list(person, "picture")
                opened = {pk for pk, _picture in rows}
                assert {pk for pk, picture in rows if picture} == listed & opened, f"{reader.given_name}: {policy.key}"


def test_pages_show_pictures_where_the_policy_opens_them(cast_today: Cast, client: Client) -> None:
    """A1, A3, A10: the child's pages, the class, my children, the start page and the contact list, as everybody."""
    cast = cast_today
    all_pictures = {
        person.pk: pictured(person, at=cast.at, **({"shown_to": "all"} if number % 2 else {}))
        for number, person in enumerate(cast.people().values())
    }
    addresses = [
        "/", "/barn/", "/min-profil/", *(url("child", c.public_id) for c in (cast.elsa, cast.omar, cast.nils)),
        url("group", cast.class_5a.public_id), url("contacts", cast.class_5a.public_id), url("person", cast.tess.public_id),
        *(url(page, cast.elsa.public_id) for page in ("child_plans", "child_forms", "child_talks", "new_goal")),
    ]  # fmt: skip
    seen = set()
    for reader in cast.people().values():
        opener(client, reader)
        by = actor(reader, cast.at)
        may = {str(picture.public_id) for picture in all_pictures.values() if PICTURE_READ.allows(by, picture)}
        for address in addresses:
            on_page = shown_by(client.get(address).content.decode())
            assert on_page <= may, f"{reader.given_name} at {address}"
            seen |= {(address, picture) for picture in on_page}
    assert {address for address, _picture in seen} == set(addresses)


def test_the_class_list_is_small_and_asks_one_question_more(cast_today: Cast, client: Client) -> None:
    """Speed: pictures are fetched when they come into view, each with its size, so that nothing jumps."""
    for person in (cast_today.elsa, cast_today.nils, cast_today.mats):
        pictured(person, at=cast_today.at)
    page = opener(client, cast_today.mats).get(url("group", cast_today.class_5a.public_id)).content.decode()
    found = re.findall(r"<img[^>]*>", page)
    assert len(found) == 3
    assert all('loading="lazy"' in tag and 'width="160" height="160" ' in tag and 'alt=""' in tag for tag in found)


def test_removing_a_picture_leaves_nothing_of_it(cast: Cast) -> None:
    """B1: files and rows, at once, also of one that waits."""
    pictured(cast.anna)
    set_picture(by=actor(cast.anna), person=cast.anna, upload=sent(cast.anna, files.picture()))
    remove_picture(by=actor(cast.anna), person=cast.anna)
    assert list(storage.listed("")) == []
    assert not Medium.objects.exists()
    assert [entry.action for entry in Entry.objects.filter(action__startswith="picture").order_by("pk")] == ["picture.added"] * 2 + [
        "picture.removed"
    ]


def test_the_log_tells_of_each_file_that_was_opened_and_of_small_ones_with_their_page(cast_today: Cast, client: Client) -> None:
    """A11."""
    picture = pictured(cast_today.elsa, at=cast_today.at)
    opener(client, cast_today.mats)
    base = f"/media/profilbild/{picture.public_id}/"
    before = Entry.objects.count()
    assert client.get(f"{base}liten/").status_code == 200
    assert Entry.objects.count() == before
    for address in (base, f"{base}hamta/"):
        b"".join(client.get(address))
    entries = list(Entry.objects.order_by("pk"))[before:]
    assert [(entry.action, entry.person_id, entry.child_ids, entry.role) for entry in entries] == [
        ("medium_profilbild", cast_today.mats.pk, [cast_today.elsa.pk], "mentor"),
        ("medium_profilbild_download", cast_today.mats.pk, [cast_today.elsa.pk], "mentor"),
    ]


def test_who_can_see_the_picture_is_told_as_far_as_the_asker_may_know(cast_today: Cast, client: Client) -> None:
    """A18: Per is protected and has a working name; the list opens for whoever sets the picture alone."""
    pictured(cast_today.elsa, at=cast_today.at)
    address = url("picture_readers", cast_today.elsa.public_id)
    page = opener(client, cast_today.elsa).get(address).content.decode()
    assert "Personal 4821" in page
    assert "Nora" not in page
    assert opener(client, cast_today.anna).get(address).status_code == 404
