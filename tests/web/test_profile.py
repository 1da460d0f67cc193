"""One's own profile: what is typed is kept, what is chosen is seen by those who may, and the preview says the same as the list."""

import re
from typing import Any

import pytest
from django.test import Client

from larka.access.policies import PROFILE_EDIT
from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.people.actions.profile import ProfileChangedError, ProfileError, change_profile
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import ContactDetails, Person, Profile
from larka.web.access import PRESENTATION_READ
from larka.web.addresses import url
from larka.web.queries.contacts import seen_by_others
from tests.cast import NOON, Cast, actor, opener, readers
from tests.web.pages import main_text, shown

PAGE = "/min-profil/"
PREVIEW = "/min-profil/sa-ser-andra-dig/"


def says(cast: Cast, person: Person, text: str = "Jag spelar fotboll.", **more: Any) -> Profile:
    return change_profile(by=actor(person, cast.at), **{"presentation": text, "emails": [], "phones": [], "version": 0, **more})


def sent(**changed: Any) -> dict[str, Any]:
    """What the page sends."""
    return {"presentation": "", "version": "0", "reached_by": "email", **changed}


def test_a_guardian_chooses_text_details_and_paper_on_one_page(cast_today: Cast, client: Client) -> None:
    """B1, A3, F2: kept, said back, and logged without the text."""
    anna = cast_today.anna
    before = opener(client, anna).get(PAGE).content.decode()
    assert 'name="emails" type="checkbox" value="anna@hem.example">' in before, "nothing is chosen from the start"
    answer = client.post(PAGE, sent(presentation="Hej!\r\nJag är Elsas mamma.", emails="anna@hem.example", reached_by="paper"), follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Din profil är sparad." in main_text(answer)
    kept = Profile.objects.get(person=anna)
    assert (kept.presentation, kept.shown_emails, kept.shown_phones) == ("Hej!\nJag är Elsas mamma.", ["anna@hem.example"], [])
    assert (kept.reached_by, kept.version) == ("paper", 1)
    entry = Entry.objects.get(action="profile.changed")
    assert entry.details == {"emails": 1, "phones": 0, "reached_by": "paper", "presentation": True}
    assert 'value="anna@hem.example" checked' in client.get(PAGE).content.decode()


def test_only_guardians_are_asked_about_paper(cast_today: Cast, client: Client) -> None:
    """F2: a choice per guardian."""
    asked = {
        key
        for key in ("anna", "elsa", "tess", "adam")
        if "reached_by" in opener(client, getattr(cast_today, key)).get(PAGE).content.decode()
    }
    assert asked == {"anna"}


def test_everybody_has_the_page_and_finds_it_in_the_menu(cast_today: Cast, client: Client) -> None:
    """B1: the protected and the restricted, too (A10)."""
    for person in cast_today.people().values():
        page = opener(client, person).get(PAGE)
        assert page.status_code == 200, person.given_name
        assert page.content.decode().count(f'href="{PAGE}"') == 1, "in the menu"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"presentation": "å" * 501}, "Texten är 501 tecken lång; högst 500 får plats."),
        ({"emails": "anders@hem.example"}, "Välj bland dina egna uppgifter."),
        ({"phones": "070-1"}, "Välj bland dina egna uppgifter."),
        ({"reached_by": "brevduva"}, "Välj e-post eller papper."),
        ({"reached_by": ""}, "Välj e-post eller papper."),
        ({"version": "x"}, "Sidan var trasig."),
        ({"version": "9" * 30}, "Sidan var trasig."),
    ],
)
def test_what_cannot_be_kept_is_said_and_all_that_was_typed_stays(
    cast_today: Cast, client: Client, changed: dict[str, Any], said: str
) -> None:
    """Q2: nothing is half-saved; nobody shows somebody else's address."""
    typed = sent(**{"presentation": "Jag bor på landet.", "emails": "anna@hem.example", **changed})
    answer = opener(client, cast_today.anna).post(PAGE, typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in main_text(answer)
    assert typed["presentation"] in page
    if "emails" not in changed:
        assert 'value="anna@hem.example" checked' in page
    assert not Profile.objects.exists()


def test_what_cannot_be_seen_is_not_kept(cast_today: Cast, client: Client) -> None:
    """Q2: and markup is text."""
    opener(client, cast_today.tess).post(PAGE, sent(presentation="<b>Hej</b>\u0007\u202e du  "))
    assert Profile.objects.get().presentation == "<b>Hej</b> du"
    assert "&lt;b&gt;Hej" in opener(client, cast_today.anna).get(url("person", cast_today.tess.public_id)).content.decode()


def test_two_open_pages_never_overwrite_each_other_silently(cast_today: Cast, client: Client) -> None:
    """Q4: the second is told, keeps what was typed, and can save it in place of the first."""
    opener(client, cast_today.anna).post(PAGE, sent(presentation="Första"))
    answer = client.post(PAGE, sent(presentation="Andra"))
    assert answer.status_code == 422
    assert "Profilen har sparats på ett annat ställe" in main_text(answer)
    assert "Andra" in answer.content.decode()
    assert Profile.objects.get().presentation == "Första"
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert version
    client.post(PAGE, sent(presentation="Andra", version=version[1]))
    assert Profile.objects.get().presentation == "Andra"


def test_saving_what_stands_changes_nothing(cast: Cast) -> None:
    """A11: no second line in the log."""
    says(cast, cast.anna)
    says(cast, cast.anna, version=1)
    assert (Profile.objects.get().version, Entry.objects.filter(action="profile.changed").count()) == (1, 1)
    with pytest.raises(ProfileChangedError):
        says(cast, cast.anna, "Annat", version=0)


def test_the_profile_is_ones_own(cast: Cast) -> None:
    """B1: nobody writes for somebody else; an operator writes for nobody, and nobody shows an address that is not theirs."""
    assert readers(PROFILE_EDIT, cast.elsa) == {"Elsa"}
    with pytest.raises((PermissionError, Refused)):
        change_profile(by=Actor.operator(NOON), presentation="", emails=[], phones=[], version=0)
    for wrong in ({"emails": ["anders@hem.example"]}, {"reached_by": "fax"}, {"text": "a" * 501}):
        with pytest.raises(ProfileError):
            says(cast, cast.anna, **wrong)


def test_the_huvudman_decides_how_long_a_presentation_may_be(cast_today: Cast, client: Client) -> None:
    """B1."""
    change_setting(by=Actor.operator(NOON), key="profile.longest_presentation", value=60)
    answer = opener(client, cast_today.anna).post(PAGE, sent(presentation="a" * 61))
    assert "högst 60 får plats" in main_text(answer)


def test_a_presentation_is_read_by_those_who_see_the_name(cast_today: Cast, client: Client) -> None:
    """A3: a pupil's by the class's families and the staff, a guardian's by those and not by other staff, a teacher's by all around."""
    cast = cast_today
    for person in cast.people().values():
        says(cast, person)
    class_5a = {"Elsa", "Omar", "Nils", "Anna", "Anders", "Olga", "Nora", "Tess", "Mats", "Per", "Vera", "Rolf"}
    expected = {
        cast.elsa: class_5a | {"Petra", "Kim"},
        cast.anna: class_5a | {"Sam", "Sussi", "Rita"},
        cast.tess: class_5a | {"Bo", "Berit", "Dag", "Petra", "Kim"},
    }
    for person, names in expected.items():
        address = url("person", person.public_id)
        opened = {short for short, reader in cast.people().items() if opener(client, reader).get(address).status_code == 200}
        assert opened == readers(PRESENTATION_READ, person, cast.at) == names, person.given_name
    assert "Jag spelar fotboll." in shown(client, cast.nora, url("person", cast.elsa.public_id))


def test_of_protected_people_nobody_else_reads_the_presentation(cast_today: Cast, client: Client) -> None:
    """A10: nor do their families or their mentor; they themselves do, and are told why."""
    cast = cast_today
    Person.objects.filter(pk=cast.olga.pk).update(protection=Protection.MARKED)
    for person in (cast.omar, cast.olga, cast.per):
        says(cast, person)
        assert readers(PRESENTATION_READ, person, cast.at) == {person.given_name}
        assert "ingen annan ser din presentation" in shown(client, person, PAGE)
    assert "/personer/" not in opener(client, cast.anna).get(url("child", cast.elsa.public_id)).content.decode()


def test_the_staffs_names_lead_to_what_they_say(cast_today: Cast, client: Client) -> None:
    """B1: on the child's page and the group's, for those who have written something."""
    cast = cast_today
    says(cast, cast.tess)
    for address in (url("child", cast.elsa.public_id), url("group", cast.maths_5a.public_id)):
        assert set(re.findall(r'href="(/personer/[^"]+)"', opener(client, cast.anna).get(address).content.decode())) == {
            url("person", cast.tess.public_id)
        }


def test_a_pupils_page_shows_what_the_pupil_says(cast_today: Cast, client: Client) -> None:
    """A3, A10: to all who have the page; a protected pupil's to itself alone."""
    cast = cast_today
    says(cast, cast.elsa)
    says(cast, cast.omar)
    for reader in (cast.elsa, cast.anna, cast.mats, cast.rolf, cast.petra):
        assert "Jag spelar fotboll." in shown(client, reader, url("child", cast.elsa.public_id))
    assert "Jag spelar fotboll." in shown(client, cast.omar, url("child", cast.omar.public_id))
    for reader in (cast.olga, cast.mats):
        assert "Jag spelar fotboll." not in shown(client, reader, url("child", cast.omar.public_id))


def test_who_can_see_it_names_those_whom_the_writer_may_know(cast_today: Cast, client: Client) -> None:
    """A18: the protected pupil in the class and its mother see it, and are not given away."""
    text = shown(client, cast_today.elsa, "/min-profil/vem-kan-se/")
    assert "Nora" in text
    assert "Tess" in text
    assert "Omar" not in text
    assert "Olga" not in text


@pytest.mark.parametrize("key", ["anna", "elsa", "mats", "nora", "omar", "sussi"])
def test_the_preview_says_what_the_list_says(cast_today: Cast, client: Client, key: str) -> None:
    """A3, A10: for each sort of reader, what such a reader's own list holds of me."""
    cast, me = cast_today, getattr(cast_today, key)
    says(cast, me, emails=[f"{key}@hem.example"])
    group = cast.humlan if key == "sussi" else cast.class_5a
    seen = {one.reader: one for one in seen_by_others(actor(me, cast.at), group)}
    as_reader = {"staff": cast.vera if key == "mats" else cast.mats, "adult": cast.anna if key == "nora" else cast.nora, "child": cast.nils}
    as_reader |= {"child": cast.elsa} if key == "nora" else {}
    if key == "sussi":
        as_reader = {"adult": cast.anna, "child": cast.sam}
    assert set(seen) == set(as_reader)
    for reader, person in as_reader.items():
        stands = f"{key}@hem.example" in shown(client, person, url("contacts", group.public_id))
        assert stands == (key != "omar")
        row = seen[reader].row
        assert (row is not None and row.emails == (f"{key}@hem.example",)) == stands, reader
        assert seen[reader].presentation == stands


def test_the_preview_can_be_had_for_each_of_ones_groups(cast_today: Cast, client: Client) -> None:
    """A3: and for no other; a group that is not mine is the first of mine."""
    cast = cast_today
    says(cast, cast.anna, emails=["anna@hem.example"])
    text = shown(client, cast.anna, PREVIEW)
    assert "5A" in text
    assert text.count("anna@hem.example") == 3
    assert "Din presentation visas." in text
    assert "Humlan" in shown(client, cast.anna, f"{PREVIEW}?grupp={cast.humlan.public_id}").split("Välj")[0]
    for strange in (cast.class_5b.public_id, "x", ""):
        assert "Så ser andra dig 5A" in shown(client, cast.anna, f"{PREVIEW}?grupp={strange}")
    assert "Här finns ingen som ser dig i en kontaktlista" in shown(client, cast.adam, PREVIEW)


def test_the_preview_asks_a_fixed_number_of_questions(cast_today: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    """Speed: three readers' lists and who they are."""
    opener(client, cast_today.anna).get(PREVIEW)
    with django_assert_max_num_queries(36):
        client.get(PREVIEW)


def test_without_contact_details_the_page_says_so(cast_today: Cast, client: Client) -> None:
    """4-pages: an empty state says what to do."""
    ContactDetails.objects.all().delete()
    assert "Skolans register har ingen e-post" in shown(client, cast_today.anna, PAGE)


def test_the_language_is_chosen_on_the_same_page(cast_today: Cast, client: Client) -> None:
    """F2."""
    page = opener(client, cast_today.anna).get(PAGE).content.decode()
    assert 'id="sprak-profil"' in page
    client.post("/sprak/", {"language": "en", "next": PAGE})
    assert "My profile" in main_text(client.get(PAGE))
