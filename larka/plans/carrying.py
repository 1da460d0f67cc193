"""Starting the plans of a whole unit: a long job of rektor's, class by class, safe to stop and to repeat."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.jobs.handle import Handle, JobError
from larka.plans.access import UNIT_PLANS
from larka.plans.actions.starting import start_class
from larka.plans.queries.starting import classes_of_unit
from larka.register.models import Organisation


def start_unit(handle: Handle) -> None:
    """Those classes that have a template and children without a plan. A class that was started before the worker stopped has none left."""
    unit = Organisation.objects.get(pk=handle.arguments["unit"])
    last_day = dt.date.fromordinal(handle.arguments["last_day"])
    if not UNIT_PLANS.allows(handle.by, unit):
        raise Refused(UNIT_PLANS, unit)
    classes = [row for row in classes_of_unit(handle.by, unit) if row.without]
    for number, row in enumerate(classes):
        handle.step(number, len(classes), row.group.name)
        if row.version is not None:
            start_class(by=handle.by, group=row.group, version=row.version, last_day=last_day)
    if classes and not any(row.version for row in classes):
        raise JobError(_("Ingen klass har en mall i bruk för sin skolform och årskurs."))
    handle.step(len(classes), len(classes))
    handle.finish_at(reverse("unit_plans", args=[unit.public_id]))
