"""Who writes the minutes of a talk, whom they exist for, and who agrees to them (C6, A2, A17)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import FAMILY
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.talks.access.talks import ASKED, LEADS
from larka.talks.models import Agreement, Talk, TalkMinutes

KIND = "minutes"
_HERE = ("child", "unit", "school_year")
_COLUMNS = {"child": "child_id", "unit": "unit_id", "school_year": "school_year_id"}
_OF_AGREEMENT = {anchor: f"minutes__{column}" for anchor, column in _COLUMNS.items()}
_PUBLISHED = Q(published_at__isnull=False)
SHARED = _PUBLISHED & Q(shared=True)
_ADULTS = tuple(path for path in FAMILY if path is not paths.SELF)
_NEXT_LEADS = tuple(paths.transferred(path, KIND) for path in LEADS)
# In the order of their roles in a list of who agreed; a bonus parent or whoever only acts for another agrees to nothing.
AGREEING = (paths.SELF, paths.GUARDIAN, paths.OTHER_RESPONSIBLE, paths.MENTOR, paths.PRESCHOOL_STAFF)

MINUTES_WRITE = Policy(
    KIND + ".write",
    Talk,
    _("Skriva anteckningar och överenskommelser vid ett samtal"),
    grants=tuple(Grant(path, via=_HERE, when=Q(cancelled_at__isnull=True), always=True) for path in LEADS),
    columns=_COLUMNS,
    audience="audience",
    kind="talk",
)


def _of_talk(path: Path, via: tuple[str, ...] = ("child",)) -> tuple[Grant, Grant]:
    """Of a shared talk, or of one that they are asked to by name."""
    return Grant(path, via=via, when=SHARED, always=True), Grant(path, via=via, when=_PUBLISHED)


MINUTES_READ = Policy(
    KIND + ".read",
    TalkMinutes,
    _("Anteckningar och överenskommelser från ett utvecklingssamtal"),
    grants=(
        # The talk is about the pupil: also what was agreed with one guardian alone.
        Grant(paths.SELF, when=_PUBLISHED, always=True),
        *(grant for path in _ADULTS for grant in _of_talk(path)),
        *(Grant(path, via=_HERE, always=True) for path in LEADS),
        *(grant for path in ASKED[:2] for grant in _of_talk(path, _HERE)),
        *(Grant(path, via=_HERE, when=_PUBLISHED) for path in ASKED[2:]),
        *(Grant(path, via=("child", "unit"), when=_PUBLISHED, always=True) for path in _NEXT_LEADS),
        Grant(paths.EMERGENCY, via=_HERE, when=_PUBLISHED, always=True),
    ),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

MINUTES_LEAD = Policy(
    KIND + ".lead",
    TalkMinutes,
    _("Visa samtalets anteckningar för alla, anteckna vem som har godkänt och följa upp"),
    grants=tuple(Grant(path, via=_HERE, always=True) for path in LEADS),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

MINUTES_AGREE = Policy(
    KIND + ".agree",
    TalkMinutes,
    _("Godkänna överenskommelserna från ett samtal"),
    grants=(
        Grant(paths.SELF, when=_PUBLISHED, always=True),
        *(grant for path in AGREEING[1:3] for grant in _of_talk(path)),
        *(Grant(path, via=_HERE, when=_PUBLISHED, always=True) for path in AGREEING[3:]),
    ),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

AGREEMENT_FOLLOW = Policy(
    "agreement.follow",
    Agreement,
    _("Följa upp en överenskommelse"),
    grants=tuple(Grant(path, via=_HERE, always=True) for path in LEADS),
    columns=_OF_AGREEMENT,
    audience="minutes__audience",
)
