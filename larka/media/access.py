"""Who sees a person's picture, who sets it, and whose an upload is (B1, A3, A10)."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import CLOSE_STAFF, NAME_READ
from larka.access.policy import Grant, Policy
from larka.access.visible import Visible
from larka.media.models import ProfilePicture, Upload
from larka.register.actor import Actor
from larka.register.models import Person

_UNPROTECTED = Q(person__protection="none")
_ALWAYS = frozenset((paths.SELF, paths.GUARDIAN))
# Families see each other's pictures, and those of the staff, where the person lets them: whoever lives apart from the other guardian, too.
_SEEN = frozenset(grant.path for grant in NAME_READ.grants)
_BY_CHOICE = frozenset(
    (
        *paths.STAFF_SEEN_BY_FAMILIES,
        *(paths.CLASSMATE, paths.CLASSMATES_CHILD, paths.GUARDIAN_OF_CLASSMATE, paths.FAMILY_OF_CLASSMATE, paths.CO_GUARDIAN),
    )
)
_IN_NEED = (*(paths.in_need(path) for path in CLOSE_STAFF), paths.PRINCIPAL_IN_NEED)


def _seen(grant: Grant) -> Grant:
    """The grant of the name, as it holds for the picture; one's own and one's child's whatever the protection (A10)."""
    if grant.path in _ALWAYS:
        return grant
    return replace(grant, when=_UNPROTECTED & Q(shown_to="all") if grant.path in _BY_CHOICE else _UNPROTECTED)


# Whoever may know the name may see the picture, as far as the person lets them; a protected child's its guardians, and staff by need (A10).
PICTURE_READ = Policy(
    "picture.read",
    ProfilePicture,
    _("Bilden"),
    grants=(
        *(_seen(grant) for grant in NAME_READ.grants),
        *(Grant(path, when=~_UNPROTECTED) for path in _IN_NEED),
    ),
    columns={"child": "person_id", "person": "person_id"},
    demands="own",
)
# On the pages that list pupils and staff nobody comes by a guardian's name: a smaller question.
LISTED_PICTURE = PICTURE_READ.only(
    *(grant.path for grant in PICTURE_READ.grants if grant.via == ("child",)),
    *paths.STAFF_SEEN,
    *(paths.CLASSMATE, paths.CLASSMATES_CHILD),
)
# What opens a picture whatever else is so: one's own, one's child's, and a protected child's by need.
_APART = LISTED_PICTURE.only(*_ALWAYS, *_IN_NEED)


def seen_beside(opened: Policy[Any], actor: Actor) -> Q | Visible:
    """The condition of LISTED_PICTURE for the pictures of people whom a row of this policy has opened to the actor already.

    Where each way to such a row opens pictures in the same state, that state alone is asked, and no way anew.
    """
    ways = [grant.path for grant in opened.grants if grant.path not in _ALWAYS and grant.path.is_for(actor.footing)]
    states = {path in _BY_CHOICE if path in _SEEN else None for path in ways}
    if None in states or len(states) > 1:
        return LISTED_PICTURE.condition(actor)
    shown = _UNPROTECTED & Q(shown_to="all") if True in states else _UNPROTECTED
    return shown | Q(_APART.condition(actor)) if ways else Q(_APART.condition(actor))


PICTURE_SET = Policy(
    "picture.set",
    Person,
    _("Lägga till eller byta bilden"),
    grants=(Grant(paths.SELF), Grant(paths.MENTOR, when=Q(protection="none"))),
    columns={"child": "pk"},
    demands="own",
)
UPLOAD_OWN = Policy("upload.own", Upload, _("Egna filer på väg in"), (Grant(paths.SELF),), {"child": "owner_id"}, demands="own")
