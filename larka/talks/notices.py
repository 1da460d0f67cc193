"""What is told of talks: that booking is open, the day before, and that a time has changed. Mails say only that there is news (A1)."""

import datetime as dt
from collections.abc import Iterable, Sequence, Set

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access import paths
from larka.access.holders import holders
from larka.core.dates import STOCKHOLM, needs_its_year, stockholm_day
from larka.notices.actions.queueing import move_reminder, queue_notice, take_back
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import Level
from larka.register.actor import Actor
from larka.register.models import Restriction
from larka.talks.access import INVITATION_BOOK, TALK_LEAD, TALK_READ
from larka.talks.models import Talk, TalkInvitation, TalkRound
from larka.talks.queries.receivers import booking_people, taking_part

_SOON = dt.timedelta(days=2)
_MENTORS = TALK_LEAD.only(paths.MENTOR, paths.PRESCHOOL_STAFF)
# Still so on the day of the talk: what was lifted, or lapses before, is no reason to move it.
_IN_FORCE = Restriction.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("starts_at__date")), child=OuterRef("child"))


def said(talk: Talk, today: dt.date) -> str:
    """Day and clock as short as can be: tors 3 dec kl. 15:20; with the year where it is not near.

    Of a talk that was typed in afterwards only the day is known.
    """
    starts = talk.starts_at.astimezone(STOCKHOLM)
    # A format of Django's: weekday, day and month, shortened, in capitals where the language has them.
    day = date_format(starts, _("D j b") + (" Y" if needs_its_year(starts.date(), today) else ""))
    return day if talk.round_id is None else _("%(day)s kl. %(clock)s") % {"day": day, "clock": f"{starts:%H:%M}"}


def _times(talks: Sequence[Talk]) -> str:
    return ", ".join(said(talk, stockholm_day(talk.written_at)) for talk in sorted(talks, key=lambda talk: talk.starts_at))


def _changed(talks: Sequence[Talk]) -> str:
    """The family cancels (Avbokat), the school calls off (Inställt)."""
    if all(talk.cancelled_at is not None for talk in talks):
        called_off = _("Inställt utvecklingssamtal: %(times)s")
        return (called_off if any(talk.state == "called_off" for talk in talks) else _("Avbokat utvecklingssamtal: %(times)s")) % {
            "times": _times(talks)
        }
    return _("Ändrat utvecklingssamtal: %(times)s") % {"times": _times([talk for talk in talks if talk.cancelled_at is None])}


def _talk_page(talk: Talk) -> str:
    return reverse("talk", args=[talk.public_id])


BOOKING_OPEN = register_notice(
    NoticeKind(
        key="talk.open",
        label=gettext_lazy("Tider för utvecklingssamtal att boka"),
        read=INVITATION_BOOK,
        title=lambda _invitations: _("Boka tid för utvecklingssamtal"),
        link=lambda invitation: reverse("book_talk", args=[invitation.public_id]),
    )
)
TALK_REMEMBERED = register_notice(
    NoticeKind(
        key="talk.remember",
        label=gettext_lazy("Ett bokat utvecklingssamtal att komma ihåg"),
        read=TALK_READ,
        title=lambda talks: _("Utvecklingssamtal: %(times)s") % {"times": _times(talks)},
        link=_talk_page,
        still=Q(cancelled_at__isnull=True, held_at__isnull=True),
    )
)
TALK_CHANGED = register_notice(
    NoticeKind(
        key="talk.changed",
        label=gettext_lazy("Ett utvecklingssamtal är flyttat, avbokat eller inställt"),
        read=TALK_READ,
        title=_changed,
        link=_talk_page,
    )
)


TALK_KNOWN = register_notice(
    NoticeKind(
        key="talk.known",
        label=gettext_lazy("Tiden för ett utvecklingssamtal behöver ses över"),
        read=TALK_LEAD,
        title=lambda _talks: _("Se över tiden för ett utvecklingssamtal"),
        link=_talk_page,
        still=Q(Exists(_IN_FORCE), cancelled_at__isnull=True, held_at__isnull=True),
    )
)


def tell_open(by: Actor, started: TalkRound, invitations: Iterable[TalkInvitation]) -> int:
    """Everyone who books for these children hears that booking is open, once however many children; answers how many."""
    listed = list(invitations)
    to = booking_people(by, started, [each.child_id for each in listed])
    if to:
        about = [(each.public_id, each.child_id) for each in listed]
        queue_notice(by=by, kind=BOOKING_OPEN.key, level=Level.INFORMATION, about=about, to=sorted(to), expires_at=started.closes_at)
    return len({person for person, _child in to})


def remember(by: Actor, talk: Talk, *, but: Set[int] = frozenset()) -> None:
    """Those who take part are reminded the day before; ``but``: those who have the reminder already."""
    to = [(person, talk.child_id) for person in sorted(taking_part(talk, by) - but)]
    if to:
        queue_notice(
            by=by, kind=TALK_REMEMBERED.key, level=Level.REMEMBER, about=[(talk.public_id, talk.child_id)], to=to,
            remember_on=_day_before(by, talk), expires_at=talk.ends_at,
        )  # fmt: skip


def remember_anew(by: Actor, talk: Talk) -> None:
    """The talk is at another time."""
    move_reminder(by=by, kind=TALK_REMEMBERED.key, things=[talk.public_id], day=_day_before(by, talk), expires_at=talk.ends_at)


def tell_changed(by: Actor, talk: Talk, *, was_at: dt.datetime, knew: Set[int] | None = None) -> None:
    """All others who take part, and the mentor, hear of it; where there is little time it hurries. What was told of it before is old.

    knew: those for whom it existed before, where it is shared with more at once: to these it is new, not changed (A17).
    """
    take_back(by=by, kind=TALK_CHANGED.key, thing=talk.public_id, children=[talk.child_id])
    people = ((taking_part(talk, by) if knew is None else knew) | {talk.mentor_id}) - {by.person_id}
    if people:
        hurries = min(was_at, talk.starts_at) - by.at < _SOON
        queue_notice(
            by=by, kind=TALK_CHANGED.key, level=Level.URGENT if hurries else Level.INFORMATION, expires_at=max(was_at, talk.ends_at),
            about=[(talk.public_id, talk.child_id)], to=[(person, talk.child_id) for person in sorted(people)],
        )  # fmt: skip


def tell_known(by: Actor, talk: Talk) -> None:
    """The child's mentors, else whoever leads the talk: never the family, and no name stands in it (A17, A18)."""
    people = {person for person, _way in holders(_MENTORS, talk, by.at) or holders(TALK_LEAD, talk, by.at)}
    if people:
        level = Level.URGENT if talk.starts_at - by.at < _SOON else Level.INFORMATION
        about, to = [(talk.public_id, talk.child_id)], [(person, talk.child_id) for person in sorted(people)]
        queue_notice(by=by, kind=TALK_KNOWN.key, level=level, expires_at=talk.ends_at, about=about, to=to)


def known_no_more(by: Actor, talk: Talk) -> None:
    """It is moved by those who lead it: another time can be known by somebody who is shut out later, and is told anew."""
    take_back(by=by, kind=TALK_KNOWN.key, thing=talk.public_id, children=[talk.child_id])


def _day_before(by: Actor, talk: Talk) -> dt.date:
    return max(stockholm_day(talk.starts_at) - dt.timedelta(days=1), by.today)
