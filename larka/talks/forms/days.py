"""Days as they are typed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from larka.core.dates import EARLIEST, LATEST


def is_meant(day: dt.date) -> None:
    """Refuse a day that nobody means; it is a slip, and no moment can be made of the first and last days there are."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Skriv en dag mellan år 1900 och 2199."))
