"""Who sees a long job: whoever started it, and nobody else. The administrator sees that work has failed, not whose it was or about whom."""

from django.utils.translation import gettext_lazy as _

from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.jobs.models import Job

STARTER = Path("starter", _("Den som startade jobbet"), Job, person="started_by", anchor={"job": "pk"}, dated=())

JOB_READ = Policy(
    "job.read",
    Job,
    _("Mina jobb och deras resultat"),
    grants=(Grant(STARTER, via=("job",)),),
    columns={"job": "pk"},
    demands="own",
)
