"""Who makes templates, who starts forms, and whom a form exists for. What of it each may write and read: shape/rights.py (C1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import FAMILY, LEADING
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.questionnaires.models import AnsweredRecord, Questionnaire, QuestionnaireTemplate, Round
from larka.questionnaires.shape.rights import READS_AS
from larka.register.choices import OrganisationKind, Role
from larka.register.models import Group, Organisation

KIND = "questionnaire"
_PUBLISHED = Q(published_at__isnull=False)
_HERE = ("child", "unit", "school_year")
_COLUMNS = {"child": "child_id", "unit": "unit_id", "school_year": "school_year_id"}
_ADMINISTRATORS = paths.office(Role.ADMINISTRATOR)
_OF_GROUP = (paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF, paths.UNIT_PRINCIPAL)

TEMPLATES_LEAD = Policy(
    "template.lead",
    Organisation,
    _("Formulärmallar på enheten eller hos huvudmannen"),
    grants=(
        Grant(paths.UNIT_PRINCIPAL, via=("unit",), when=~Q(kind=OrganisationKind.HUVUDMAN)),
        *(Grant(path, via=("unit",), when=Q(kind=OrganisationKind.HUVUDMAN)) for path in _ADMINISTRATORS),
    ),
    columns={"unit": "pk"},
)

TEMPLATE_EDIT = Policy(
    "template.edit",
    QuestionnaireTemplate,
    _("Göra och ändra en formulärmall"),
    grants=(
        Grant(paths.UNIT_PRINCIPAL, via=("unit",), when=~Q(unit__kind=OrganisationKind.HUVUDMAN)),
        *(Grant(path, via=("unit",), when=Q(unit__kind=OrganisationKind.HUVUDMAN)) for path in _ADMINISTRATORS),
    ),
    columns={"unit": "unit_id"},
)

FORM_START = Policy(
    "questionnaire.start",
    Group,
    _("Starta formulär för en grupp"),
    grants=tuple(Grant(path, via=("group",)) for path in _OF_GROUP),
    columns={"group": "pk"},
)

ROUND_LEAD = Policy(
    "questionnaire.round",
    Round,
    _("Följa en grupps formulär"),
    grants=tuple(Grant(path, via=("group",)) for path in _OF_GROUP),
    columns={"group": "group_id"},
)

# Those who lead the work with it know that it is there whatever it asks; for others it is there when it has something for them.
LEADING_ROLES = frozenset({"mentor", "preschool_staff", "principal"})


def _role_of(kind: str) -> dict[Path, str]:
    """The role in a form of everybody who reaches it: what each may write and read there goes by these alone."""
    return {
        paths.SELF: "pupil",
        **dict.fromkeys(FAMILY[1:], "guardian"),
        paths.PROXY_DOCUMENTS: "proxy",
        paths.MENTOR: "mentor",
        paths.PRESCHOOL_STAFF: "preschool_staff",
        **dict.fromkeys(LEADING, "principal"),
        paths.TEACHER: "teacher",
        paths.SUBSTITUTE: "teacher",
        paths.LEISURE_STAFF: "leisure_staff",
        paths.EMERGENCY: "emergency",
        paths.transferred(paths.MENTOR, kind): "next_mentor",
        paths.transferred(paths.TEACHER, kind): "next_teacher",
        **{paths.transferred(path, kind): "next_principal" for path in LEADING},
    }


def _grant(path: Path, role: str) -> Grant:
    via = ("child",) if role in ("pupil", "guardian", "proxy") else ("child", "unit") if role.startswith("next_") else _HERE
    if role in LEADING_ROLES:
        return Grant(path, via=via)
    if as_role := READS_AS.get(role):
        return Grant(path, via=via, when=_PUBLISHED & Q(roles__contains=[as_role]))
    return Grant(path, via=via, when=Q(roles__contains=[role]))


@dataclass(frozen=True, eq=False)
class FormKind:
    """A kind of record that is answered by forms: its model, who reaches it in which role, and who leads it.

    noun: what one is called. Its pages are named by its key; ``of_child``, ``of_round``, ``of_rounds``: the
    pages of a child's, of a group's and of all groups. file: what a download is called.
    purposes: what a template can say that a question is for, where the program must know. by_year: templates are for school forms and
    years. templated: rektor makes templates of the kind. by_hand: whoever leads a group's takes them from step to step, and changes the
    round, on the pages of all kinds; else the kind's own actions do, which know when. put_right_at_school: while what was published is put
    right, those at home write nothing and read what is published. late: the roles that read what the child and its
    guardians wrote only when it is published, whatever a template says (A6).
    """

    key: str
    model: type[AnsweredRecord]
    read_label: Promise
    lead_label: Promise
    noun: Promise
    of_child: str
    file: str
    of_round: str = "form_round"
    of_rounds: str = "form_rounds"
    purposes: Mapping[str, Promise] = field(default_factory=dict)
    by_year: bool = False
    templated: bool = True
    by_hand: bool = True
    put_right_at_school: bool = False
    late: frozenset[str] = frozenset()

    @cached_property
    def role_of(self) -> Mapping[Path, str]:
        """The role of each way in."""
        return _role_of(self.key)

    @cached_property
    def read(self) -> Policy[Any]:
        """Whom it exists for."""
        grants = tuple(_grant(path, role) for path, role in self.role_of.items())
        return Policy(f"{self.key}.read", self.model, self.read_label, grants, _COLUMNS, audience="audience", kind=self.key)

    @cached_property
    def lead(self) -> Policy[Any]:
        """Who moves it on, publishes it and opens it again."""
        grants = tuple(Grant(path, via=_HERE) for path in (paths.MENTOR, paths.PRESCHOOL_STAFF, *LEADING))
        return Policy(f"{self.key}.lead", self.model, self.lead_label, grants, _COLUMNS, audience="audience", kind=self.key)

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Every role, once."""
        return tuple(dict.fromkeys(self.role_of.values()))

    def page(self, name: str = "") -> str:
        """The name of one of its pages."""
        return f"{self.key}_{name}" if name else self.key

    def only(self, *roles: str) -> Policy[Any]:
        """``read`` by the ways of these roles alone: who of those who reach a form reaches a field of it."""
        return replace(self.read, grants=tuple(grant for grant in self.read.grants if self.role_of[grant.path] in roles))

    def of_field(self, *roles: str) -> Policy[Any]:
        """Who reads a field with these readers, once it is shown to them: asked beside the place to write, before it is."""
        grants = self.only(*roles).grants
        return replace(self.read, grants=tuple(g if self.role_of[g.path] in READS_AS else replace(g, when=Q()) for g in grants))


_KINDS: dict[type[Model], FormKind] = {}


def register_form_kind(kind: FormKind) -> FormKind:
    """Enter a kind, by its model."""
    _KINDS[kind.model] = kind
    return kind


def form_kind(record: AnsweredRecord) -> FormKind:
    """The kind of a record."""
    return _KINDS[type(record)]


def form_kind_of(key: str) -> FormKind:
    """The kind with this key; KeyError if there is none."""
    return {kind.key: kind for kind in _KINDS.values()}[key]


def form_kinds() -> list[FormKind]:
    """Every kind, in the order in which they were entered: forms first."""
    return list(_KINDS.values())


FORM = register_form_kind(
    FormKind(
        KIND,
        Questionnaire,
        _("Formulär om ett barn; varje fråga läses av dem som mallen säger"),
        _("Föra ett formulär vidare, publicera och öppna det"),
        noun=_("Formulär"),
        of_child="child_forms",
        file="formular",
    )
)
FORM_READ, FORM_LEAD = FORM.read, FORM.lead
