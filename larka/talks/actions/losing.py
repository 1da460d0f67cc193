"""Who has lost the right to a time since it was booked: the time is others' again, or is to be moved (A5, A10, A17)."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from larka.notices.models import About
from larka.questionnaires.queries.waiting import has_place
from larka.register.actor import Actor
from larka.register.models import Restriction
from larka.talks.actions.booking import cancel
from larka.talks.models import Talk
from larka.talks.models.talks import LIVE
from larka.talks.notices import TALK_KNOWN, tell_known
from larka.talks.queries.losing import known_to_restricted, lost_bookings


@transaction.atomic
def free_lost_times(*, by: Actor) -> int:
    """Times of adults who do not answer for the child any more, and of children who have left the unit, are others' again (A5, A17).

    Whoever else knew of the talk is told. What was changed while this waited for it is asked once more. Answers how many.
    """
    rows = Talk.objects.filter(LIVE, round__isnull=False, held_at__isnull=True, starts_at__gt=by.at)
    left = set(rows.filter(~has_place(by)).values_list("pk", flat=True))
    lost = lost_bookings(by, rows.filter(shared=False, booked_for__isnull=False).select_related("round"))
    found = list(rows.select_for_update(of=("self",)).select_related("round").filter(pk__in=left | lost).order_by("pk"))
    if not found:
        return 0
    lost = lost_bookings(by, found)
    left = set(rows.filter(~has_place(by), pk__in=[talk.pk for talk in found]).values_list("pk", flat=True))
    freed = [talk for talk in found if talk.pk in left | lost]
    for talk in freed:
        away, cut = _("Barnet går inte kvar på enheten som bjöd in."), _("Den som hade bokat har inte längre rätt till tiden.")
        talk.reason = away if talk.pk in left else cut
        cancel(by, talk, by_school=True)
    return len(freed)


@transaction.atomic
def warn_of_known_times(*, by: Actor) -> int:
    """Whoever leads the talk hears, once, that an adult who has been restricted since can know a family's time. Answers how many."""
    told = About.objects.filter(notice__kind=TALK_KNOWN.key, about=OuterRef("public_id"))
    coming = Talk.objects.filter(LIVE, ~Exists(told), round__isnull=False, shared=True, held_at__isnull=True, starts_at__gt=by.at)
    of_restricted = coming.filter(Exists(Restriction.objects.filter(child=OuterRef("child"))))
    found = list(of_restricted.select_for_update(of=("self",)).order_by("pk"))
    known = known_to_restricted(by, found)
    for talk in found:
        if talk.pk in known:
            tell_known(by, talk)
    return len(known)
