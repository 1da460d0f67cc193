"""What happens here that the apps above act on, in the same transaction."""

from django.dispatch import Signal

office_given = Signal()  # by: who gives; person: who gets
