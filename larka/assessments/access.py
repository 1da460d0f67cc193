"""Who writes, sees the state of, and reads omdömen (A2, A5, A6)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import FAMILY
from larka.access.policy import Grant, Policy
from larka.assessments.models import Judgement
from larka.register.choices import GroupKind
from larka.register.models import Activity, Group, GroupMembership

KIND = "judgement"
WITH_A_SUBJECT = Q(syllabus__isnull=False)
PUBLISHED = Q(published_at__isnull=False)
_WITHIN_UNIT = ("child", "unit", "school_year")
_COLUMNS = {"child": "child_id", "unit": "unit_id", "school_year": "school_year_id", "subject": "syllabus_id"}
_READING_STAFF = (paths.MENTOR, paths.TEACHER, paths.PRINCIPAL)

JUDGE_ACTIVITY = Policy(
    "judgement.activity",
    Activity,
    _("Skriva omdömen i ett ämne"),
    grants=tuple(Grant(path, via=("activity",), when=WITH_A_SUBJECT) for path in (paths.GROUP_TEACHER, paths.GROUP_SUBSTITUTE)),
    columns={"activity": "pk"},
)

JUDGE = Policy(
    "judgement.write",
    GroupMembership,
    _("Skriva en elevs omdöme"),
    grants=(Grant(paths.TEACHER, via=("child", "group")), Grant(paths.SUBSTITUTE_TEACHER, via=("child", "group"))),
    columns={"child": "child_id", "group": "group_id"},
)

JUDGEMENT_EDIT = Policy(
    "judgement.edit",
    Judgement,
    _("Omdömets arbetstext"),
    grants=(
        Grant(paths.TEACHER, via=("child", "unit", "subject"), mine=True),
        Grant(paths.SUBSTITUTE_TEACHER, via=("child", "unit", "subject"), mine=True),
    ),
    columns=_COLUMNS,
    author="written_by_id",
)

JUDGEMENT_STATE = Policy(
    "judgement.state",
    Judgement,
    _("Om omdömet saknas, är påbörjat eller publicerat"),
    grants=(
        Grant(paths.TEACHER, via=("child", "unit", "subject")),
        Grant(paths.SUBSTITUTE_TEACHER, via=("child", "unit", "subject")),
        Grant(paths.MENTOR, via=("child", "unit")),
        Grant(paths.PRINCIPAL, via=("child", "unit")),
    ),
    columns=_COLUMNS,
)

JUDGEMENT_READ = Policy(
    KIND + ".read",
    Judgement,
    _("Publicerat omdöme"),
    grants=(
        *(Grant(path, when=PUBLISHED) for path in FAMILY),
        *(Grant(path, via=_WITHIN_UNIT, when=PUBLISHED) for path in (*_READING_STAFF, paths.SUBSTITUTE)),
        *(Grant(paths.transferred(path, KIND), via=("child", "unit"), when=PUBLISHED) for path in _READING_STAFF),
    ),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

CLASS_JUDGEMENTS = Policy(
    "judgement.class",
    Group,
    _("Klassens omdömen"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)), Grant(paths.UNIT_PRINCIPAL, via=("group",))),
    columns={"group": "pk"},
)

CLASS_KINDS = (GroupKind.KLASS, GroupKind.MENTOR)
