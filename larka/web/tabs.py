"""The tabs of a child's pages: only those that exist for the reader."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.access.policies import CHILD_DOCUMENTS, FAMILY
from larka.register.choices import SchoolForm
from larka.talks.access import LEADS, TALK_READ
from larka.web.addresses import url

JUDGEMENTS_PAGE = "child_judgements"
_DOCUMENTATION = frozenset(grant.path.key for grant in CHILD_DOCUMENTS.grants)
_TALKED_WITH = frozenset(grant.path.key for grant in TALK_READ.only(*FAMILY, *LEADS).grants)
_ADULTS = frozenset({"guardian", "other_responsible", "adult_consent"})
_NOT_JUDGED = frozenset({SchoolForm.FS, SchoolForm.FTH, SchoolForm.OPPFTH})


@dataclass(frozen=True, slots=True)
class Tab:
    """One page about a child; ``roles`` are the paths through which the reader may have opened the child, None for all."""

    label: Promise
    url: str
    roles: frozenset[str] | None = None


CHILD_TABS = (
    Tab(_("Översikt"), "child"),
    Tab(_("Utvecklingsplan"), "child_plans", _DOCUMENTATION),
    Tab(_("Omdömen"), JUDGEMENTS_PAGE, _DOCUMENTATION),
    Tab(_("Formulär"), "child_forms", _DOCUMENTATION),
    Tab(_("Samtal"), "child_talks", _TALKED_WITH),
    Tab(_("Vem har läst?"), "child_readings", _ADULTS),
    Tab(_("Fullmakt"), "proxies", frozenset({"guardian"})),
    Tab(_("Beslut"), "child_decisions", frozenset({"principal"})),
)


def child_tabs(child: uuid.UUID, role: str, current: str, forms: Iterable[str] = ()) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this page, for the ``tabs`` component.

    ``forms``: the school forms of the child's placements, where the page knows them; preschool sets no results (C4).
    """
    placed = frozenset(forms)
    judged = not placed or bool(placed - _NOT_JUDGED)
    shown = [tab for tab in CHILD_TABS if tab.roles is None or (role in tab.roles and (judged or tab.url != JUDGEMENTS_PAGE))]
    return [(str(tab.label), url(tab.url, child), tab.url == current) for tab in shown]
