"""Letters about talks, for envelopes with a window (docs/adr/0130)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.core.dates import STOCKHOLM
from larka.invitations.pdf.letters import bound, page
from larka.talks.actions.paper import TalkLetter
from larka.talks.models import Mode, TalkRound
from larka.talks.queries.paper import Told

_MOST_TIMES = 14


def render_talk_letters(letters: Sequence[TalkLetter], started: TalkRound, *, made_at: dt.datetime) -> bytes:
    """The letters, bound in the order given."""
    return bound([_page(letter, started) for letter in letters], title=_("Utvecklingssamtal"), made_at=made_at)


def _page(letter: TalkLetter, started: TalkRound) -> dict[str, Any]:
    with override(letter.language):
        return page(
            language=letter.language,
            sender=letter.unit,
            address=(letter.name, *letter.address),
            heading=_("Utvecklingssamtal"),
            before=[_("Hej %(name)s!") % {"name": letter.name}],
            points=[point for told in letter.about for point in points(told, named=bool(letter.unit))],
            after=list(_after(letter, started)),
        )


def points(told: Told, *, named: bool) -> Iterator[str]:
    """``named``: with whom; not where the letter shall not tell which school it is from."""
    for talk in told.talks:
        yield f"{told.child.given_name}: {_when(talk.starts_at, talk.ends_at)}"
        mentor, how = talk.mentor.display_name if named else "", str(Mode(talk.mode).label) if talk.mode else ""
        yield " · ".join(filter(None, (mentor, how, talk.room, talk.link)))
    if told.talks:
        return
    if not told.times:
        yield _("%(name)s: inga tider är lediga just nu. Ring skolan.") % {"name": told.child.given_name}
        return
    yield _("%(name)s: välj en av de här tiderna") % {"name": told.child.given_name}
    for time in told.times[:_MOST_TIMES]:
        yield " · ".join(filter(None, (_when(time.starts_at, time.ends_at), time.mentor if named else "", time.room)))


def _when(starts: dt.datetime, ends: dt.datetime) -> str:
    begins = starts.astimezone(STOCKHOLM)
    return f"{date_format(begins, 'l j F Y')} {begins:%H:%M}–{ends.astimezone(STOCKHOLM):%H:%M}"


def _after(letter: TalkLetter, started: TalkRound) -> Iterator[str]:
    if any(not told.talks for told in letter.about):
        last = date_format(started.last_day, "j F Y")
        yield _("Svara till mentorn eller ring skolan senast %(day)s, så bokas tiden åt dig.") % {"day": last}
        yield _("Säg också om du behöver tolk, eller hellre vill talas vid på telefon.")
    if any(told.talks for told in letter.about):
        yield _("Kan du inte komma? Ring skolan i god tid, så får du en annan tid.")
    yield _("Har brevet kommit fel: lämna det till skolan.")
