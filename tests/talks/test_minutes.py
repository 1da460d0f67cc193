"""Minutes and agreements: written together, read by those whom the talk was with, agreed to by each, followed up (C6, A17)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from larka.access.policy import Refused
from larka.notices.actions.reading import read_about
from larka.notices.models import Recipient
from larka.notices.queries.listed import listed_notices, shown_notices
from larka.records.contributions import contributions
from larka.records.kinds import kind_of
from larka.records.models import VersionConflictError
from larka.register.actor import Actor
from larka.register.models import Person, Responsible, Restriction
from larka.talks.access.minutes import MINUTES_AGREE, MINUTES_LEAD, MINUTES_READ, MINUTES_WRITE
from larka.talks.actions.minutes import Promise, agree, follow_up, note_agreed, publish_minutes, write_minutes
from larka.talks.actions.refusing import TalkError
from larka.talks.minutes_notices import remind_of_agreements
from larka.talks.minutes_records import minutes_document
from larka.talks.models import Agreement, MinutesVersion, Talk, TalkMinutes
from larka.talks.queries.agreeing import agreements_due
from larka.talks.queries.minutes import agreed_to, known_in
from larka.talks.queries.waiting import talks_at_home
from tests.cast import NOON, Cast, actor, readers
from tests.talks.endings import READS, TEXT, held, promises, shown, written

pytestmark = pytest.mark.django_db
SCHOOL = {"Mats", "Rolf"}


@pytest.fixture
def minutes(cast: Cast) -> TalkMinutes:
    """Of a talk with Elsa's whole family, put before all."""
    return shown(cast)


def agreeing(cast: Cast, who: Person, minutes: TalkMinutes, number: int = 1) -> None:
    """Somebody presses the button."""
    agree(by=actor(who, cast.at), minutes=minutes, number=number)


def names(minutes: TalkMinutes, number: int) -> set[str]:
    """Who has agreed to a version."""
    return set(minutes.confirmations.filter(number=number).values_list("person__given_name", flat=True))


def test_what_is_being_written_is_read_by_those_who_lead_the_talk_alone(cast: Cast) -> None:
    """A6."""
    minutes = written(cast, held(cast))
    assert readers(MINUTES_READ, minutes) == SCHOOL
    assert readers(MINUTES_WRITE, minutes.talk) == SCHOOL
    assert readers(MINUTES_AGREE, minutes) == set()


def test_put_before_all_it_is_read_by_the_family_and_by_those_who_teach_the_pupil(cast: Cast, minutes: TalkMinutes) -> None:
    """A2, A6, C6: not by a former guardian or teacher, a waiting adult, the parallel class or a counsellor."""
    assert readers(MINUTES_READ, minutes) == {"Elsa", "Anna", "Anders", "Tess", "Per", "Vera", *SCHOOL}
    assert readers(MINUTES_AGREE, minutes) == {"Elsa", "Anna", "Anders", "Mats"}
    assert readers(MINUTES_LEAD, minutes) == SCHOOL


def test_what_was_agreed_with_one_guardian_alone_does_not_exist_for_the_other(cast: Cast) -> None:
    """A17: the talk is about the pupil, who reads both; teachers read neither."""
    annas, anders = shown(cast, held(cast, alone=cast.anna)), shown(cast, held(cast, alone=cast.anders))
    assert readers(MINUTES_READ, annas) == {"Elsa", "Anna", *SCHOOL}
    assert readers(MINUTES_READ, anders) == {"Elsa", "Anders", *SCHOOL}
    assert list(MINUTES_READ.visible_to(actor(cast.anders))) == [anders]
    assert [row.public_id for row in talks_at_home(actor(cast.anders)).to_agree] == [anders.public_id]
    told = Recipient.objects.filter(notice__kind="minutes.published", notice__abouts__about=annas.public_id)
    assert set(told.values_list("person__given_name", flat=True)) == {"Elsa", "Anna"}
    with pytest.raises(Refused):
        agreeing(cast, cast.anders, annas)


def test_a_talk_that_was_shared_meanwhile_ends_in_what_all_of_the_family_read(cast: Cast) -> None:
    """A17: whom it is put before is asked when it is put before them."""
    minutes = written(cast, held(cast, alone=cast.anna))
    Talk.objects.update(shared=True, audience=[])
    publish_minutes(by=actor(cast.mats), minutes=minutes, version=1, number=0)
    assert {"Elsa", "Anna", "Anders"} <= readers(MINUTES_READ, minutes)


def test_a_protected_childs_minutes_are_for_its_family_and_those_who_teach_it(cast: Cast) -> None:
    """A10: not for rektor, who does not know of it without a documented need."""
    minutes = shown(cast, held(cast, cast.omar))
    assert "Rolf" not in readers(MINUTES_READ, minutes)
    assert {"Omar", "Olga", "Mats"} <= readers(MINUTES_READ, minutes)


def test_a_restriction_or_an_end_takes_it_away_the_same_day(cast: Cast, minutes: TalkMinutes) -> None:
    """A5, A17."""
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 12-26", starts_on=NOON.date())
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=NOON.date())
    assert readers(MINUTES_AGREE, minutes) == {"Elsa", "Mats"}
    assert talks_at_home(actor(cast.anna)).to_agree == []
    with pytest.raises(Refused):
        agreeing(cast, cast.anders, minutes)


def test_each_agrees_once_and_showing_it_is_the_mentors_own_agreement(cast: Cast, minutes: TalkMinutes) -> None:
    """C6: pressing twice is pressing once; a teacher reads and agrees to nothing."""
    assert {row.child_id for row in talks_at_home(actor(cast.anna)).to_agree} == {cast.elsa.pk}
    for _press in range(2):
        agreeing(cast, cast.anna, minutes)
    assert names(minutes, 1) == {"Mats", "Anna"}
    assert talks_at_home(actor(cast.anna)).to_agree == []
    with pytest.raises(Refused):
        agreeing(cast, cast.tess, minutes)


def test_the_mentor_notes_who_agreed_in_the_room_or_on_paper(cast: Cast, minutes: TalkMinutes) -> None:
    """C6: who and how; only somebody of the family whom it exists for."""
    note_agreed(by=actor(cast.mats), minutes=minutes, number=1, person=cast.anders, how="paper")
    noted = minutes.confirmations.get(person=cast.anders)
    assert (noted.how, noted.role, noted.noted_by) == ("paper", "guardian", cast.mats)
    for person, how in ((cast.stina, "room"), (cast.frida, "room"), (cast.anna, "page"), (cast.tess, "room")):
        with pytest.raises(TalkError):
            note_agreed(by=actor(cast.mats), minutes=minutes, number=1, person=person, how=how)
    with pytest.raises(Refused):
        note_agreed(by=actor(cast.tess), minutes=minutes, number=1, person=cast.anna, how="room")


def test_a_changed_text_says_why_asks_again_and_forgets_nothing(cast: Cast, minutes: TalkMinutes) -> None:
    """C6, C9: who agreed to the first still did; nobody has agreed to the second but the mentor."""
    agreeing(cast, cast.anna, minutes)
    changed = written(cast, minutes.talk, "Elsa har visat sin bok och sin bro.")
    with pytest.raises(TalkError):
        publish_minutes(by=actor(cast.mats), minutes=changed, version=changed.version, number=1)
    assert readers(MINUTES_AGREE, minutes) == {"Elsa", "Anna", "Anders", "Mats"}
    publish_minutes(by=actor(cast.mats), minutes=changed, version=changed.version, number=1, reason="Bron glömdes.")
    assert (names(minutes, 1), names(minutes, 2)) == ({"Mats", "Anna"}, {"Mats"})
    assert [row.number for row in talks_at_home(actor(cast.anna)).to_agree] == [2]
    with pytest.raises(VersionConflictError):
        agreeing(cast, cast.anna, minutes, 1)
    first, second = MinutesVersion.objects.order_by("number")
    assert (first.text, second.reason) == (TEXT, "Bron glömdes.")
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesVersion.objects.filter(pk=first.pk).update(text="Något annat")


def news_of(who: Person) -> list[tuple[str, bool]]:
    """What somebody's notices say of minutes, and whether it is unread."""
    rows = shown_notices(actor(who), list(listed_notices(actor(who))))
    return [(row.title, row.unread) for row in rows if row.kind == "minutes.published"]


def test_each_version_tells_again_those_who_must_agree_anew(cast: Cast, minutes: TalkMinutes) -> None:
    """C6, F2: whoever had read and agreed hears that it is another text; whoever had not is told once; the mentor, who shows it, not."""
    first, again = (f"Läs och godkänn {what} från utvecklingssamtalet" for what in ("överenskommelserna", "de ändrade överenskommelserna"))
    assert news_of(cast.anna) == news_of(cast.anders) == [(first, True)]
    agreeing(cast, cast.anna, minutes)
    read_about(by=actor(cast.anna), kind="minutes.published", things=[minutes.public_id])
    changed = written(cast, minutes.talk, "Elsa har visat sin bok och sin bro.")
    publish_minutes(by=actor(cast.mats), minutes=changed, version=changed.version, number=1, reason="Bron glömdes.")
    assert news_of(cast.anna) == news_of(cast.anders) == news_of(cast.elsa) == [(again, True)]
    assert news_of(cast.mats) == news_of(cast.frida) == []


def test_nothing_is_shown_of_a_talk_that_was_not_held_nor_of_an_empty_page(cast: Cast) -> None:
    """Q2."""
    talk = held(cast)
    assert written(cast, talk, "", []).pk is None, "nothing written is nothing saved"
    written(cast, talk)
    empty = written(cast, talk, "", [])
    with pytest.raises(TalkError):
        publish_minutes(by=actor(cast.mats), minutes=empty, version=empty.version, number=0)
    again = written(cast, talk)
    publish_minutes(by=actor(cast.mats), minutes=again, version=again.version, number=0)
    with pytest.raises(TalkError):
        publish_minutes(by=actor(cast.mats), minutes=again, version=again.version, number=1, reason="Inget är ändrat")


def test_two_screens_never_overwrite_each_other(cast: Cast) -> None:
    """Q4."""
    talk = held(cast)
    minutes = written(cast, talk)
    with pytest.raises(VersionConflictError):
        write_minutes(by=actor(cast.rolf), talk=talk, text="Rektors text", promises=[], version=minutes.version - 1)
    with pytest.raises(VersionConflictError):
        publish_minutes(by=actor(cast.rolf), minutes=minutes, version=minutes.version - 1, number=0)
    for bad in (
        Promise("nobody", "gör något"),
        Promise("home", " "),
        Promise("home", "x" * 501),
        Promise("home", "x", None, str(talk.public_id)),
    ):
        with pytest.raises(TalkError):
            write_minutes(by=actor(cast.mats), talk=talk, text=TEXT, promises=[bad], version=minutes.version)
    minutes.refresh_from_db()
    assert (minutes.text, minutes.version) == (TEXT, 1)


@pytest.mark.parametrize("who", ["anna", "tess", "petra", "viktor", "stina", "kim"])
def test_only_those_who_lead_the_talk_write(cast: Cast, who: str) -> None:
    """A1, A6."""
    with pytest.raises(Refused):
        write_minutes(by=actor(getattr(cast, who)), talk=held(cast), text="Nej", promises=[], version=0)


def test_the_mentor_follows_up_once_and_the_list_shortens(cast: Cast, minutes: TalkMinutes) -> None:
    """C6: what is due today first; a word of how it went; others do not."""
    first, _second = Agreement.objects.filter(minutes=minutes).order_by("place")
    assert [(row.what, row.name) for row in agreements_due(actor(cast.mats))] == [(READS, cast.elsa.display_name)]
    assert agreements_due(actor(cast.tess)) == agreements_due(actor(cast.rolf)) == []
    for outcome in ("", "x" * 501):
        with pytest.raises(TalkError):
            follow_up(by=actor(cast.mats), agreement=first, outcome=outcome)
    follow_up(by=actor(cast.mats), agreement=first, outcome="Det gick bra.")
    follow_up(by=actor(cast.mats), agreement=first, outcome="Det gick bra.")
    with pytest.raises(TalkError):
        follow_up(by=actor(cast.rolf), agreement=first, outcome="Något annat")
    with pytest.raises(Refused):
        follow_up(by=actor(cast.anna), agreement=first, outcome="Nej")
    assert agreements_due(actor(cast.mats)) == []
    assert "Det gick bra." in str(minutes_document(minutes).as_json())


def test_on_the_day_the_mentor_and_whoever_promised_are_reminded_once(cast: Cast, minutes: TalkMinutes) -> None:
    """C6, F2: Elsa promised; her home's promise is for later."""
    assert [remind_of_agreements(by=Actor.operator(NOON)) for _night in range(2)] == [1, 0]
    due = Recipient.objects.filter(notice__kind="agreement.due")
    assert set(due.values_list("person__given_name", flat=True)) == {"Mats", "Elsa"}
    later = Actor.operator(NOON + dt.timedelta(days=30))
    assert remind_of_agreements(by=later) == 1
    assert set(due.filter(notice__remember_on=later.today).values_list("person__given_name", flat=True)) == {"Mats", "Anna", "Anders"}


def test_a_promise_that_is_dropped_is_followed_up_no_more_and_not_forgotten(cast: Cast, minutes: TalkMinutes) -> None:
    """C6, C9."""
    keep = minutes.promises[1]
    kept = [Promise(keep["who"], keep["what"], None, keep["id"])]
    changed = written(cast, minutes.talk, TEXT, kept)
    publish_minutes(by=actor(cast.mats), minutes=changed, version=changed.version, number=1, reason="Läsningen är redan klar.")
    dropped = Agreement.objects.get(minutes=minutes, dropped=True)
    assert dropped.what == READS
    assert agreements_due(actor(cast.mats)) == []
    with pytest.raises(TalkError):
        follow_up(by=actor(cast.mats), agreement=dropped, outcome="Klart")


def test_names_are_told_as_far_as_the_reader_knows_them(cast: Cast) -> None:
    """A18: a protected pupil's name is not told to a teacher's list that may not have it; a role stands in its place."""
    minutes = shown(cast, held(cast, cast.omar))
    agreeing(cast, cast.omar, minutes)
    assert {each.name for each in agreed_to(actor(cast.mats), minutes)} == {cast.omar.display_name, cast.mats.display_name}
    stranger = actor(cast.stina)
    assert cast.omar.display_name not in {each.name for each in agreed_to(stranger, minutes)}
    assert cast.omar.pk not in known_in(stranger, minutes)


def test_agreements_are_part_of_a_plan_as_far_as_each_reads_them(cast: Cast) -> None:
    """C8, C9, A17: lacking until a talk has ended in one; frozen as ids; the other home's leave no trace."""
    part = next(each for each in contributions() if each.key == "agreements")
    children = [cast.elsa.pk, cast.nils.pk]
    lacking = part.lacking(children, cast.year, NOON.date())
    assert [(each.children, each.begun) for each in lacking] == [(tuple(children), False)]
    shown(cast, held(cast, alone=cast.anna))
    written(cast, held(cast, cast.nils))
    # Anders has none to read yet, and Nora's is only written.
    still = {child: each.begun for each in part.lacking(children, cast.year, NOON.date()) for child in each.children}
    assert still == dict.fromkeys(children, True)
    refs = part.references(children, cast.year)
    assert {child: [set(ref) for ref in of_child] for child, of_child in refs.items()} == {cast.elsa.pk: [{"minutes", "number"}]}
    elsas = refs[cast.elsa.pk]
    readers_of_it = ("anna", "anders", "elsa", "tess", None)
    heard = {who: READS in str(part.sections(actor(getattr(cast, who)) if who else None, elsas)) for who in readers_of_it}
    assert heard == {"anna": True, "anders": False, "elsa": True, "tess": False, None: True}


def test_a_class_is_asked_in_one_question(cast: Cast, django_assert_max_num_queries: object) -> None:
    """C8: however many children."""
    part = next(each for each in contributions() if each.key == "agreements")
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        part.lacking([cast.elsa.pk, cast.nils.pk, cast.omar.pk], cast.year, NOON.date())


def test_minutes_leave_as_json_and_come_back_equal(cast: Cast, minutes: TalkMinutes) -> None:
    """H6: with versions, promises and who agreed."""
    schema, follow = kind_of("minutes").schema, Agreement.objects.filter(minutes=minutes).order_by("place").first()
    assert follow is not None
    follow_up(by=actor(cast.mats), agreement=follow, outcome="Det gick bra.")
    data = schema.to_json("minutes", minutes)
    TalkMinutes.objects.filter(pk=minutes.pk).update(latest=None, published_at=None)
    minutes.delete()
    assert schema.to_json("minutes", schema.from_json(TalkMinutes, data)) == data
    assert Talk.objects.count() == 1


def test_being_written_is_working_material_and_what_all_have_read_is_a_public_record(cast: Cast) -> None:
    """C5."""
    minutes = written(cast, held(cast))
    state = kind_of("minutes").public_record
    assert state(minutes) == "working material"
    publish_minutes(by=actor(cast.mats), minutes=minutes, version=minutes.version, number=0)
    minutes.refresh_from_db()
    assert state(minutes) == "public record"
    assert len(promises(cast)) == Agreement.objects.count()
