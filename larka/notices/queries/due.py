"""Who is to hear of what outside the page: asked of the database for many at once; what each may see is asked again, one by one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db import connection
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from larka.core.dates import STOCKHOLM, stockholm_day
from larka.notices.models import BouncedAddress, Delivery, Level, Notice, Often, PushSubscription, Recipient
from larka.register.actor import Actor
from larka.register.models import ReachedBy
from larka.register.queries import FOOTING_SQL

PART = 500  # people in one piece of work
OLDEST = dt.timedelta(days=14)  # what nobody has heard of since then is not told any more
IN_DOUBT = dt.timedelta(hours=1)
LOST_AFTER = dt.timedelta(minutes=5)
_FOOTINGS = f"SELECT p.id, {FOOTING_SQL} FROM register_person p WHERE p.id = ANY(%s)"  # noqa: S608 – a constant of ours
_ON_PAPER = Q(person__profile__reached_by=ReachedBy.PAPER)


@dataclass(slots=True)
class Due:
    """One person, how to reach them, and the notices that may be told of."""

    person: int
    email: str
    language: str
    ids: list[int] = field(default_factory=list)
    footing: frozenset[str] = frozenset()

    def actor(self, at: dt.datetime) -> Actor:
        """The person, as the policies are asked about them."""
        return Actor(person_id=self.person, at=at, footing=self.footing)


def parts_of(notice: Notice) -> list[tuple[int, int]]:
    """The recipients in pieces: the first and last key of each."""
    found = notice.recipients.aggregate(first=Min("pk"), last=Max("pk"))
    if found["first"] is None:
        return []
    return [(start, start + PART - 1) for start in range(found["first"], found["last"] + 1, PART)]


def hurried(at: dt.datetime) -> QuerySet[Notice]:
    """Notices of the last day that some have not been told of though it hurries: a worker was lost."""
    recent = Notice.objects.filter(level__lte=Level.REMEMBER, made_at__gt=at - dt.timedelta(days=1), made_at__lt=at - LOST_AFTER)
    return recent.filter(Exists(_with_mail(_hurrying(at)).filter(notice=OuterRef("pk"), mail=None)))


def mails_due(notice: int, first: int, last: int, at: dt.datetime) -> list[Due]:
    """Those of a part who get a mail of their own about this notice."""
    return _people(_with_mail(_hurrying(at)).filter(notice=notice, pk__range=(first, last), mail=None))


def pushes_due(notice: int, first: int, last: int, at: dt.datetime) -> list[Due]:
    """Those of a part with a browser that is to be told."""
    has_browser = PushSubscription.objects.filter(person=OuterRef("person"))
    return _people(_hurrying(at).filter(Exists(has_browser), notice=notice, pk__range=(first, last), push=None))


def sms_due(notice: int, first: int, last: int, at: dt.datetime) -> list[Due]:
    """Those of a part who want an sms about what is urgent, which this is."""
    rows = _hurrying(at).filter(notice__level=Level.URGENT, person__notice_choice__sms=True)
    return _people(rows.filter(notice=notice, pk__range=(first, last), sms=None))


def _hurrying(at: dt.datetime) -> QuerySet[Recipient]:
    """Of what is urgent all that is unread, of the rest what its person wants to hear of at once. Not who gets paper."""
    chosen = Q(notice__level=Level.REMEMBER, person__notice_choice__remember=Often.AT_ONCE)
    return _unread(at).filter(Q(notice__level=Level.URGENT) | chosen).exclude(_ON_PAPER)


def digest_moment(at: dt.datetime, hour: int) -> dt.datetime:
    """Today's hour of the digest in Stockholm (A19)."""
    day = stockholm_day(at)
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)


def waiting_for_digest(at: dt.datetime, until: dt.datetime) -> QuerySet[Recipient]:
    """What was made before the hour of the digest and nobody has told its person of, for those who have had none today."""
    had = Delivery.objects.filter(person=OuterRef("person"), digest_on=stockholm_day(at))
    never = Q(notice__level=Level.REMEMBER, person__notice_choice__remember=Often.NEVER)
    never |= Q(notice__level=Level.INFORMATION, person__notice_choice__information=Often.NEVER)
    told = Q(mail=None) | Q(mail__outcome=Delivery.Outcome.UNSURE, mail__begun_at__lt=at - IN_DOUBT)
    rows = _unread(at).filter(told, ~Exists(had), notice__made_at__lte=until, notice__made_at__gt=at - OLDEST)
    return _with_mail(rows).exclude(_ON_PAPER).exclude(never)


def people_waiting(at: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """Whose digest is due, in pieces: the first and last person of each."""
    people = list(waiting_for_digest(at, until).order_by("person").values_list("person", flat=True).distinct())
    return [(people[start], people[min(start + PART, len(people)) - 1]) for start in range(0, len(people), PART)]


def due_in_digest(first: int, last: int, at: dt.datetime, until: dt.datetime) -> list[Due]:
    """The same people, with what is to be told."""
    return _people(waiting_for_digest(at, until).filter(person_id__gte=first, person_id__lte=last))


def _unread(at: dt.datetime) -> QuerySet[Recipient]:
    return Recipient.objects.filter(Q(notice__expires_at=None) | Q(notice__expires_at__gt=at), read_at=None)


def _with_mail(rows: QuerySet[Recipient]) -> QuerySet[Recipient]:
    """Those with an account in use and an address that does not bounce."""
    bounced = BouncedAddress.objects.filter(person=OuterRef("person"), address=OuterRef("person__account__email"))
    return rows.filter(~Exists(bounced), person__account__is_active=True, person__account__email__gt="")


def _people(rows: QuerySet[Recipient]) -> list[Due]:
    email, language = (Coalesce(F(f"person__account__{name}"), Value("")) for name in ("email", "language"))
    found = rows.order_by("person", "pk").values_list("person", email, language, "pk")
    people = [Due(who[0], who[1], who[2], [row[3] for row in own]) for who, own in groupby(found, key=lambda row: row[:3])]
    _give_footing(people)
    return people


def _give_footing(people: Iterable[Due]) -> None:
    """Where each stands in the register, so that only the paths that may lead anywhere are asked."""
    by_key = {each.person: each for each in people}
    with connection.cursor() as cursor:
        cursor.execute(_FOOTINGS, [list(by_key)])
        for person, footing in cursor.fetchall():
            by_key[person].footing = frozenset(footing)
