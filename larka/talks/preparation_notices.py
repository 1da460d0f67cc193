"""The family is told that there is something to prepare, and when the others' parts can be read; nothing when it is locked (F2)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.holders import people_reaching
from larka.access.policies import FAMILY
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import Level
from larka.questionnaires.notices import register_form_notices
from larka.questionnaires.places import register_form_places
from larka.register.actor import Actor
from larka.talks.access.preparations import PREPARATION, SHARED

PREPARATION_NOTICES = register_form_notices(PREPARATION, opened=gettext_lazy("Ett samtalsunderlag att fylla i"))
PREPARATION_PLACES = register_form_places(
    PREPARATION,
    school=gettext_lazy("Skolans svar i ett samtalsunderlag"),
    home=gettext_lazy("Hemmets eller elevens svar i ett samtalsunderlag"),
)
PREPARATION_SHARED = register_notice(
    NoticeKind(
        key="preparation.shared",
        label=gettext_lazy("Ett samtalsunderlag är delat"),
        read=PREPARATION.read,
        title=lambda _preparations: _("Läs vad ni har skrivit inför samtalet"),
        link=lambda preparation: reverse("preparation", args=[preparation.public_id]),
        still=Q(stage=SHARED),
    )
)
PREPARATION_WANTED = register_notice(
    NoticeKind(
        key="preparation.wanted",
        label=gettext_lazy("En påminnelse om samtalsunderlaget"),
        read=PREPARATION.read,
        title=lambda _preparations: _("Påminnelse: du har inte skrivit något inför samtalet"),
        link=lambda preparation: reverse("preparation", args=[preparation.public_id]),
        still=Q(locked_at__isnull=True),
    )
)


def tell_shared(by: Actor, shared: Sequence[Any]) -> None:
    """The whole family, whoever of them has written: the notice says nothing of that."""
    to = people_reaching(FAMILY, [each.child_id for each in shared], by.at)
    only = {each.child_id: each.audience for each in shared}
    wanted = sorted((person, child) for person, child in to if only[child] is None or person in only[child])
    if wanted:
        about = [(each.public_id, each.child_id) for each in shared]
        queue_notice(by=by, kind=PREPARATION_SHARED.key, level=Level.INFORMATION, about=about, to=wanted)
