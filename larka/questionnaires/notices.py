"""The family is told when a form opens for them, and when it is published (F2); staff when a pupil waits for one (A10)."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.holders import expected_holders, holders, people_reaching
from larka.access.policies import FAMILY
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import About, Level
from larka.questionnaires.access import FORM, ROUND_LEAD, FormKind, form_kind, form_kind_of
from larka.questionnaires.models import AnsweredRecord, Round
from larka.questionnaires.queries.templates import shape_by_key, shape_for
from larka.questionnaires.shape.rights import roles_opening_at
from larka.register.actor import Actor

_WAYS = (("pupil", FAMILY[:1]), ("guardian", FAMILY[1:]))


def _titles(forms: Sequence[AnsweredRecord | Round]) -> str:
    return ", ".join(sorted({shape_by_key(form.template_version_id).title for form in forms}))


def _link(form: AnsweredRecord) -> str:
    return reverse(form_kind(form).page(), args=[form.public_id])


def _to_fill(forms: Sequence[AnsweredRecord]) -> str:
    return _("Att fylla i: %(titles)s") % {"titles": _titles(forms)}


def _published(forms: Sequence[AnsweredRecord]) -> str:
    return _("Publicerat: %(titles)s") % {"titles": _titles(forms)}


@dataclass(frozen=True, slots=True)
class FormNotices:
    """What is told of a kind: that a step has opened for somebody; that it is published, and published anew, where that is news."""

    opened: NoticeKind
    published: NoticeKind | None
    corrected: NoticeKind | None

    def locked(self) -> list[NoticeKind]:
        """What is told of one in its last step."""
        return [kind for kind in (self.published, self.corrected) if kind is not None]


_NOTICES: dict[str, FormNotices] = {}


@dataclass(frozen=True, slots=True)
class News:
    """What a notice is called where one chooses what to be told of, and its title."""

    label: Promise
    title: Callable[[Sequence[Any]], str] = _published


def register_form_notices(kind: FormKind, *, opened: Promise, published: News | None = None, corrected: News | None = None) -> FormNotices:
    """Enter what is told of a kind; a kind that enters nothing tells nobody."""
    news = NoticeKind(f"{kind.key}.opened", opened, read=kind.read, title=_to_fill, link=_link, still=Q(locked_at__isnull=True))
    told = [_of_published(kind, key, what) if what else None for key, what in (("published", published), ("corrected", corrected))]
    _NOTICES[kind.key] = FormNotices(register_notice(news), *told)
    return _NOTICES[kind.key]


def _of_published(kind: FormKind, key: str, news: News) -> NoticeKind:
    still = Q(published_at__isnull=False)
    return register_notice(NoticeKind(f"{kind.key}.{key}", news.label, read=kind.read, title=news.title, link=_link, still=still))


def notices_of(kind: FormKind) -> FormNotices | None:
    """What is told of a kind."""
    return _NOTICES.get(kind.key)


FORM_NOTICES = register_form_notices(
    FORM, opened=gettext_lazy("Ett formulär att fylla i"), published=News(gettext_lazy("Ett formulär är publicerat"))
)


PUPIL_WAITS = register_notice(
    NoticeKind(
        key="questionnaire.pupil_waits",
        label=gettext_lazy("En elev väntar på ett formulär"),
        read=ROUND_LEAD,
        title=lambda rounds: _("Ge eleven formuläret: %(titles)s") % {"titles": _titles(rounds)},
        link=lambda started: reverse(form_kind_of(started.kind).of_round, args=[started.public_id]),
    )
)


def tell_who_may_give(by: Actor, started: Round, children: Iterable[int]) -> None:
    """Pupils whom the starter may not know wait for a form: those are told who follow the round and may know the pupil (A10), once."""
    waiting = PUPIL_WAITS.key
    told = set(About.objects.filter(about=started.public_id, notice__kind=waiting).values_list("child_id", flat=True))
    leads = {person for person, _way in holders(ROUND_LEAD, started, by.at)}
    day = started.last_day if started.last_day >= by.today else None
    for child in [child for child in children if child not in told]:
        place = {"child_id": child, "unit_id": started.group.unit_id, "school_year_id": started.school_year_id}
        knows = leads & {person for person, _way in expected_holders(form_kind_of(started.kind).lead, place, by.at)}
        if knows:
            queue_notice(
                by=by, kind=waiting, level=Level.REMEMBER if day else Level.INFORMATION, about=[(started.public_id, child)],
                to=[(person, child) for person in sorted(knows)], remember_on=day,
            )  # fmt: skip


def tell_of_step(by: Actor, moved: Sequence[Any]) -> None:
    """Forms of one round have come to a step: those whom it opens for are told, in the last those who read it.

    A correction is news only in a kind that says so.
    """
    told = notices_of(form_kind(moved[0])) if moved else None
    if told is None:
        return
    published = [form for form in moved if form.latest is not None and form.locked_at is not None]
    for news, again in ((told.published, False), (told.corrected, True)):
        if news is not None:
            of_it = [form for form in published if (form.latest.number > 1) == again]
            _tell(by, news, of_it, lambda form: {*form.roles}, remember=False)
    _tell(by, told.opened, [form for form in moved if form.locked_at is None], _opening, remember=True)


def _opening(form: AnsweredRecord) -> Set[str]:
    """Whom this step gives something new to write."""
    return roles_opening_at(shape_for(form), form.stage)


def _tell(by: Actor, kind: NoticeKind, forms: Sequence[Any], roles: Callable[[Any], Set[str]], *, remember: bool) -> None:
    """One notice about them all; each person gets it once, for their own children."""
    audience = {form.child_id: form.audience for form in forms}
    to = {
        (person, child)
        for role, ways in _WAYS
        for person, child in people_reaching(ways, [form.child_id for form in forms if role in roles(form)], by.at)
        if (only := audience[child]) is None or person in only
    }
    if to:
        day = forms[0].last_day if remember else None
        remembered = day is not None and day >= by.today
        queue_notice(
            by=by, kind=kind.key, level=Level.REMEMBER if remembered else Level.INFORMATION, to=sorted(to),
            about=[(form.public_id, form.child_id) for form in forms], remember_on=day if remembered else None,
        )  # fmt: skip
