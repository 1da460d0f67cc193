"""The family is told when a form opens for them, and when it is published first (F2); staff when a pupil waits for one (A10)."""

from collections.abc import Callable, Iterable, Sequence, Set

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.holders import expected_holders, holders, people_reaching
from larka.access.policies import FAMILY
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import About, Level
from larka.questionnaires.access import FORM_LEAD, FORM_READ, ROUND_LEAD
from larka.questionnaires.models import AnsweredRecord, Questionnaire, Round
from larka.questionnaires.queries.templates import shape_by_key
from larka.questionnaires.shape.rights import roles_opening_at
from larka.register.actor import Actor

_WAYS = (("pupil", FAMILY[:1]), ("guardian", FAMILY[1:]))


def _titles(forms: Sequence[Questionnaire | Round]) -> str:
    return ", ".join(sorted({shape_by_key(form.template_version_id).title for form in forms}))


def _link(form: Questionnaire) -> str:
    return reverse("questionnaire", args=[form.public_id])


FORM_OPENED = register_notice(
    NoticeKind(
        key="questionnaire.opened",
        label=gettext_lazy("Ett formulär att fylla i"),
        read=FORM_READ,
        title=lambda forms: _("Att fylla i: %(titles)s") % {"titles": _titles(forms)},
        link=_link,
        still=Q(locked_at__isnull=True),
    )
)
FORM_PUBLISHED = register_notice(
    NoticeKind(
        key="questionnaire.published",
        label=gettext_lazy("Ett formulär är publicerat"),
        read=FORM_READ,
        title=lambda forms: _("Publicerat: %(titles)s") % {"titles": _titles(forms)},
        link=_link,
        still=Q(published_at__isnull=False),
    )
)

PUPIL_WAITS = register_notice(
    NoticeKind(
        key="questionnaire.pupil_waits",
        label=gettext_lazy("En elev väntar på ett formulär"),
        read=ROUND_LEAD,
        title=lambda rounds: _("Ge eleven formuläret: %(titles)s") % {"titles": _titles(rounds)},
        link=lambda started: reverse("form_round", args=[started.public_id]),
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
        knows = leads & {person for person, _way in expected_holders(FORM_LEAD, place, by.at)}
        if knows:
            queue_notice(
                by=by, kind=waiting, level=Level.REMEMBER if day else Level.INFORMATION, about=[(started.public_id, child)],
                to=[(person, child) for person in sorted(knows)], remember_on=day,
            )  # fmt: skip


def tell_of_step(by: Actor, moved: Iterable[AnsweredRecord]) -> None:
    """Forms of one round have come to a step: those whom it opens for are told, in the last those who read it; a correction is no news."""
    forms = [form for form in moved if isinstance(form, Questionnaire)]
    published = [form for form in forms if form.latest is not None and form.latest.number == 1 and form.locked_at is not None]
    _tell(by, FORM_PUBLISHED, published, lambda form: {*form.roles})
    _tell(by, FORM_OPENED, [form for form in forms if form.locked_at is None], _opening)


def _opening(form: Questionnaire) -> Set[str]:
    """Whom this step gives something new to write."""
    return roles_opening_at(shape_by_key(form.template_version_id), form.stage)


def _tell(by: Actor, kind: NoticeKind, forms: Sequence[Questionnaire], roles: Callable[[Questionnaire], Set[str]]) -> None:
    """One notice about them all; each person gets it once, for their own children."""
    audience = {form.child_id: form.audience for form in forms}
    to = {
        (person, child)
        for role, ways in _WAYS
        for person, child in people_reaching(ways, [form.child_id for form in forms if role in roles(form)], by.at)
        if (only := audience[child]) is None or person in only
    }
    if to:
        day = forms[0].last_day if kind is FORM_OPENED else None
        remembered = day is not None and day >= by.today
        queue_notice(
            by=by, kind=kind.key, level=Level.REMEMBER if remembered else Level.INFORMATION, to=sorted(to),
            about=[(form.public_id, form.child_id) for form in forms], remember_on=day if remembered else None,
        )  # fmt: skip
