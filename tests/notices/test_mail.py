"""Mail about notices: who gets one, when, how many, and what it must never say."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from larka.accounts.models import User
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.core.dates import STOCKHOLM
from larka.jobs.running import run_queued
from larka.notices.actions.queueing import queue_notice
from larka.notices.actions.reading import read_notices
from larka.notices.models import BouncedAddress, Choice, Delivery, Level, Notice, Recipient
from larka.notices.sending import work
from larka.notices.sending.postman import NotNowError, Postman, Refusal
from larka.register.models import Person, Profile, Responsible
from tests.cast import Cast, actor
from tests.notices.conftest import publish

DIGEST = dt.datetime(2026, 11, 23, 16, 5, tzinfo=STOCKHOLM)


@pytest.fixture
def reachable(cast: Cast, mailbox: list[Any]) -> Cast:
    """Everybody has an account with an address."""
    for name, person in cast.people().items():
        user = User.objects.of(person)
        user.email = f"{name.lower()}@hem.example".encode("ascii", "replace").decode().replace("?", "o")
        user.save()
    return cast


def to_whom() -> list[str]:
    """Everybody who got a mail, one name a mail."""
    by_email = dict(User.objects.values_list("email", "person__given_name"))
    return sorted(by_email[sent.to[0]] for sent in mail.outbox)


def digest(at: dt.datetime = DIGEST) -> None:
    """What the worker does at this moment."""
    moment = work.digest_moment(at, 16)
    if at >= moment:
        for first, last in work.people_waiting(at, moment):
            work.digest_to(first, last, at, moment)


def tell(cast: Cast, level: Level, *people: Person) -> Notice:
    """A notice about Elsa's maths to these people; it is read by whoever may read the text."""
    judgement = Judgement.objects.filter(child=cast.elsa).first()
    if judgement is None:
        [judgement] = publish(cast, cast.elsa)
        Notice.objects.all().delete()
    day = cast.at.date() if level == Level.REMEMBER else None
    about = [(judgement.public_id, cast.elsa.pk)]
    to = [(person.pk, cast.elsa.pk) for person in people]
    return queue_notice(by=actor(cast.tess), kind="judgement.published", level=level, about=about, to=to, remember_on=day)


def send(cast: Cast, notice: Notice) -> None:
    """What the worker does with what hurries."""
    for first, last in work.parts_of(notice):
        work.mail_at_once(notice.pk, first, last, cast.at)


def test_what_is_urgent_is_mailed_at_once_and_the_rest_waits_for_the_digest(reachable: Cast) -> None:
    """F2: and what is to be remembered goes at once only to whoever has chosen so."""
    cast = reachable
    send(cast, tell(cast, Level.INFORMATION, cast.anna, cast.anders))
    assert to_whom() == []
    Choice.objects.create(person=cast.anders, remember="at_once")
    send(cast, tell(cast, Level.REMEMBER, cast.anna, cast.anders))
    assert to_whom() == ["Anders"]
    mail.outbox.clear()
    send(cast, tell(cast, Level.URGENT, cast.anna, cast.anders))
    assert to_whom() == ["Anders", "Anna"]


def test_the_worker_sends_what_is_queued(reachable: Cast) -> None:
    """F2: the job is queued in the same transaction as the notice, and does the same when it is run again."""
    tell(reachable, Level.URGENT, reachable.anna)
    assert to_whom() == []
    for _ in (1, 2):
        run_queued()
        work.look_after()
    run_queued()
    assert to_whom() == ["Anna"]


def test_whoever_may_not_see_it_is_neither_queued_nor_logged_again_and_again(reachable: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """F2, A5: what was lost with a worker is queued again for those who may see it; for the others nothing is done every five minutes."""
    cast = reachable
    monkeypatch.setattr(work, "now", lambda: cast.at + dt.timedelta(minutes=10))
    urgent = tell(cast, Level.URGENT, cast.anna, cast.anders)
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=cast.at.date() - dt.timedelta(days=1))
    work.look_after()
    assert (run_queued(), to_whom()) == (2, ["Anders"])
    work.look_after()
    assert (run_queued(), to_whom()) == (0, ["Anders"])
    work.mail_at_once(urgent.pk, 0, urgent.recipients.last().pk, cast.at)
    assert list(Entry.objects.filter(action="notice.sent").values_list("details", flat=True)) == [{"handed": 1}]


def test_one_digest_a_day_about_everything(reachable: Cast) -> None:
    """F2: two children's teachers have published five texts; each adult gets one mail that says how many."""
    cast = reachable
    publish(cast, cast.elsa, cast.omar)
    publish(cast, cast.elsa, group="swedish_5a", by="mats")
    digest(DIGEST - dt.timedelta(minutes=10))
    assert to_whom() == [], "before the hour"
    digest()
    assert to_whom() == ["Anders", "Anna", "Elsa", "Olga", "Omar"]
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert subjects["anna@hem.example"] == "Du har 2 nya notiser i Lärka"
    assert subjects["olga@hem.example"] == "Du har en ny notis i Lärka"
    publish(cast, cast.nils)
    Notice.objects.filter(recipients__person=cast.nils).update(made_at=DIGEST)
    digest(DIGEST + dt.timedelta(hours=1))
    assert len(mail.outbox) == 5, "made after the hour: tomorrow"
    digest(DIGEST + dt.timedelta(days=1))
    assert to_whom() == sorted(["Anders", "Anna", "Elsa", "Olga", "Omar", "Nils", "Nora"]), "what was told once is not told again"


@pytest.mark.parametrize("day", [dt.date(2026, 3, 28), dt.date(2026, 10, 24)])
def test_the_digest_comes_once_a_day_across_the_change_to_and_from_summer_time(day: dt.date) -> None:
    """A19, F2: a day of 23 hours and one of 25; looked at every ten minutes for three days, the hour comes once each."""
    at = dt.datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(dt.UTC)
    begun = {}
    for _ in range(3 * 24 * 6):
        moment = work.digest_moment(at, 16)
        if at >= moment:
            begun.setdefault(at.astimezone(STOCKHOLM).date(), at.astimezone(STOCKHOLM).strftime("%H:%M"))
        at += dt.timedelta(minutes=10)
    assert list(begun.values())[:3] == ["16:00"] * 3


def test_whoever_wants_no_mail_gets_none_but_about_what_is_urgent(reachable: Cast) -> None:
    """F2."""
    cast = reachable
    Choice.objects.create(person=cast.anna, remember="never", information="never")
    publish(cast, cast.elsa)
    digest()
    assert to_whom() == ["Anders", "Elsa"]
    send(cast, tell(cast, Level.URGENT, cast.anna))
    assert to_whom() == ["Anders", "Anna", "Elsa"]


def test_a_family_that_has_chosen_paper_gets_no_mail(reachable: Cast) -> None:
    """F2: not even about what is urgent; the school has it on its list."""
    cast = reachable
    Profile.objects.create(person=cast.anna, reached_by="paper")
    publish(cast, cast.elsa)
    digest()
    send(cast, tell(cast, Level.URGENT, cast.anna, cast.anders))
    assert to_whom() == ["Anders", "Anders", "Elsa"]


def test_a_guardian_whose_relation_ended_before_it_was_sent_gets_nothing(reachable: Cast) -> None:
    """A5: asked again when it is sent, at once and in the digest."""
    cast = reachable
    publish(cast, cast.elsa)
    urgent = tell(cast, Level.URGENT, cast.anna, cast.anders)
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=cast.at.date())
    send(cast, urgent)
    digest()
    assert "Anna" not in to_whom()
    assert "Anders" in to_whom()
    assert not Delivery.objects.filter(person=cast.anna).exists()


def test_what_has_been_read_is_not_mailed(reachable: Cast) -> None:
    """F2: still unread? is asked when it runs."""
    publish(reachable, reachable.elsa)
    read_notices(by=actor(reachable.anna))
    digest()
    assert to_whom() == ["Anders", "Elsa"]


def test_no_mail_says_whom_what_or_where_it_is_about(reachable: Cast) -> None:
    """F2, A15: no name of anybody, no unit, subject, term or text, in the mail, its headers or the log; no address but the site's."""
    cast = reachable
    User.objects.filter(person=cast.anders).update(language="en")
    publish(cast, cast.elsa, cast.omar, cast.nils)
    send(cast, tell(cast, Level.URGENT, cast.anna, cast.anders))
    digest()
    names = {name for person in cast.people().values() for name in (person.given_name, person.family_name) if len(name) > 2}
    secrets = names | {cast.school.name, "5A", "Matematik", cast.term.name, "bråk", "omdöme", "assessment"}
    assert len(mail.outbox) >= 8
    for sent in mail.outbox:
        whole = (
            sent.message().as_string().replace(sent.to[0], "").replace(sent.extra_headers["Message-ID"], "")
            + sent.body
            + str(sent.alternatives[0].content)
        )
        assert {word for word in secrets if word.lower() in whole.lower().replace("elsa@", "")} == set()
        assert whole.count("http://testserver/") >= 2
        assert "<img" not in whole
        assert "List-Unsubscribe: <http://testserver/min-profil/notiser/>" in sent.message().as_string()
    logged = " ".join(str(entry) for entry in Entry.objects.filter(action__startswith="notice.").values_list("action", "details"))
    assert not [word for word in secrets if word in logged]


def test_the_mail_is_in_its_readers_language(reachable: Cast) -> None:
    """4-pages: chosen in the account, else Swedish."""
    User.objects.filter(person=reachable.anna).update(language="en")
    send(reachable, tell(reachable, Level.URGENT, reachable.anna, reachable.anders))
    expected = ["Important: you have a new notice in Lärka", "Viktigt: du har en ny notis i Lärka"]
    assert sorted(sent.subject for sent in mail.outbox) == expected


def test_an_address_that_is_refused_is_remembered_and_not_tried_again(reachable: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """F2: until the account has another address."""
    cast = reachable

    def refused(*_args: Any, **_kwargs: Any) -> None:
        raise Refusal("550 5.1.1")

    with monkeypatch.context() as patched:
        patched.setattr(Postman, "hand", refused)
        send(cast, tell(cast, Level.URGENT, cast.anna))
    assert BouncedAddress.objects.values_list("person__given_name", "address", "status").get() == ("Anna", "anna@hem.example", "550 5.1.1")
    send(cast, tell(cast, Level.URGENT, cast.anna))
    assert to_whom() == []
    User.objects.filter(person=cast.anna).update(email="anna@nya.example")
    send(cast, tell(cast, Level.URGENT, cast.anna))
    assert to_whom() == ["Anna"]


def test_a_mail_server_that_is_away_loses_nothing(reachable: Cast, settings: Any) -> None:
    """F2: nothing is written down as handed over, and the next attempt does it."""
    cast, kept = reachable, settings.EMAIL_BACKEND
    notice = tell(cast, Level.URGENT, cast.anna)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 9
    with pytest.raises(NotNowError):
        send(cast, notice)
    assert Recipient.objects.get().mail_id is None
    assert not Delivery.objects.exists()
    settings.EMAIL_BACKEND = kept
    send(cast, notice)
    assert to_whom() == ["Anna"]
