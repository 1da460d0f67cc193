"""How a person reaches a child by a decision of its own: a documented need, an emergency, a guardian's proxy (A8, A9, A10)."""

from dataclasses import replace

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.access.models import DocumentedNeed, EmergencyAccess, Proxy
from larka.access.relation import Path
from larka.register.choices import Role

_LEADS = "child__placements__unit__duties"
_GIVERS_RIGHT = "child__responsibles"

# Rektor where the child is placed, for as long as the need is documented; without it a protected child does not exist for rektor.
PRINCIPAL_IN_NEED = Path(
    "principal",
    _("Rektor"),
    DocumentedNeed,
    person="person",
    anchor={"child": "child", "unit": "child__placements__unit"},
    dated=("", "child__placements", _LEADS),
    where=Q(**{"opens": "child", f"{_LEADS}__person": F("person"), f"{_LEADS}__role": Role.PRINCIPAL}),
    between=(("child", "person"),),
)


def in_need(path: Path) -> Path:
    """The same staff, of a child about whom rektor has documented that they need more than the name (A10); it ends with either."""
    need = f"{path.anchor['child']}__documented_needs"
    where = path.where & Q(**{f"{need}__opens": "contact", f"{need}__person": F(path.person)})
    return replace(path, dated=(*path.dated, need), where=where, besides=frozenset({"documentedneed.person"}))


EMERGENCY = Path(
    "emergency",
    _("Nödåtkomst"),
    EmergencyAccess,
    person="person",
    anchor={"child": "child", "unit": "unit"},
    dated=("unit__duties",),
    moments=("",),
    where=Q(unit__duties__person=F("person"), unit__duties__role__gt=""),
    placed=(("child", "unit"),),
    between=(("child", "person"),),
)


def _proxy(where: Q) -> Path:
    """Whoever a guardian lets act, while the guardian's own right holds."""
    giver = Q(**{f"{_GIVERS_RIGHT}__person": F("giver"), f"{_GIVERS_RIGHT}__relation": "guardian", f"{_GIVERS_RIGHT}__in_effect": True})
    return Path(
        "proxy",
        _("Den som har fullmakt"),
        Proxy,
        person="person",
        anchor={"child": "child"},
        dated=("", _GIVERS_RIGHT),
        where=giver & where,
        between=(("child", "person"), ("child", "giver")),
        protected=("child",),
        until_adult=("child",),
    )


PROXY = _proxy(Q())
PROXY_DOCUMENTS = _proxy(Q(scopes__contains=[Proxy.Scope.DOCUMENTS.value]))
