"""Long jobs about omdömen."""

from django.utils.translation import gettext_lazy as _

from larka.assessments import printing
from larka.assessments.queries.printing import may_have_print, may_read_print
from larka.jobs.handle import Handle
from larka.jobs.kinds import job_kind


@job_kind("judgements.unit", _("Utskrift av enhetens omdömen"), queue="pdf", allows=may_have_print, reads=may_read_print)
def print_unit(handle: Handle) -> None:
    """As a PDF, class by class."""
    printing.print_unit(handle)
