"""Who writes, sees the state of, and reads omdömen (A2, A5, A6)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import FAMILY, LEADING
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.assessments.models import Judgement
from larka.register.models import Activity, Group, GroupMembership, Organisation
from larka.register.settings import SettingIsOn

KIND = "judgement"
WITH_A_SUBJECT = Q(syllabus__isnull=False)
PUBLISHED = Q(published_at__isnull=False)
_WITHIN_UNIT = ("child", "unit", "school_year")
_IN_SUBJECT = ("child", "unit", "subject", "school_year")
_SUBJECT_STAFF = (paths.TEACHER, paths.SUBSTITUTE_TEACHER)
_COLUMNS = {"child": "child_id", "unit": "unit_id", "school_year": "school_year_id", "subject": "syllabus_id"}
_ALL_SUBJECTS = ~Q(SettingIsOn("access.own_subjects_only"))


def _here_or_handed_over(path: Path, when: Q = PUBLISHED) -> tuple[Grant, Grant]:
    """Staff of the unit it was written in, and of the unit it was handed over to (A5)."""
    return Grant(path, via=_WITHIN_UNIT, when=when), Grant(paths.transferred(path, KIND), via=("child", "unit"), when=when)


JUDGE_ACTIVITY = Policy(
    "judgement.activity",
    Activity,
    _("Skriva omdömen i ett ämne"),
    grants=tuple(Grant(path, via=("activity",), when=WITH_A_SUBJECT) for path in (paths.GROUP_TEACHER, paths.ACTIVITY_SUBSTITUTE)),
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
    grants=tuple(Grant(path, via=_IN_SUBJECT, mine=True) for path in _SUBJECT_STAFF),
    columns=_COLUMNS,
    author="written_by_id",
)

JUDGEMENT_STATE = Policy(
    "judgement.state",
    Judgement,
    _("Om omdömet saknas, är påbörjat eller publicerat"),
    grants=(
        # A class is read by its mentor far more often than a subject by its teacher: those are asked first.
        Grant(paths.MENTOR, via=_WITHIN_UNIT),
        *(Grant(path, via=_WITHIN_UNIT) for path in LEADING),
        *(Grant(path, via=_IN_SUBJECT, mine=True) for path in _SUBJECT_STAFF),
        *(Grant(path, via=_IN_SUBJECT) for path in _SUBJECT_STAFF),
    ),
    columns=_COLUMNS,
    author="written_by_id",
    audience="audience",
)

JUDGEMENT_READ = Policy(
    KIND + ".read",
    Judgement,
    _("Publicerat omdöme"),
    grants=(
        *(Grant(path, when=PUBLISHED) for path in (*FAMILY, paths.PROXY_DOCUMENTS)),
        # The first that opens is the role one reads in: each role's ways stand together.
        *_here_or_handed_over(paths.MENTOR),
        *(grant for path in LEADING for grant in _here_or_handed_over(path)),
        *_here_or_handed_over(paths.TEACHER, PUBLISHED & _ALL_SUBJECTS),
        Grant(paths.TEACHER, via=(*_WITHIN_UNIT, "subject"), when=PUBLISHED),
        Grant(paths.SUBSTITUTE, via=_WITHIN_UNIT, when=PUBLISHED & _ALL_SUBJECTS),
        Grant(paths.SUBSTITUTE_TEACHER, via=(*_WITHIN_UNIT, "subject"), when=PUBLISHED),
        Grant(paths.EMERGENCY, via=_WITHIN_UNIT, when=PUBLISHED),
    ),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
    whole=("text",),
)

CLASS_JUDGEMENTS = Policy(
    "judgement.class",
    Group,
    _("Klassens omdömen"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)), Grant(paths.UNIT_PRINCIPAL, via=("group",))),
    columns={"group": "pk"},
)

MY_CLASSES = Policy(
    "group.mentored",
    Group,
    _("Grupper jag är mentor för"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)),),
    columns={"group": "pk"},
    demands="own",
)

UNIT_JUDGEMENTS = Policy(
    "judgement.unit",
    Organisation,
    _("Enhetens omdömen, klass för klass"),
    grants=(Grant(paths.UNIT_PRINCIPAL, via=("unit",)),),
    columns={"unit": "pk"},
)

JUDGEMENT_HAND_OVER = Policy(
    "judgement.hand_over",
    Judgement,
    _("Lämna över en opublicerad text vars författare inte längre undervisar eleven"),
    grants=tuple(Grant(path, via=("child", "unit")) for path in LEADING),
    columns=_COLUMNS,
)
