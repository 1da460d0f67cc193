"""What paths ask of rows beyond Django's own lookups."""

from typing import Any

from django.db.models import AutoField, ForeignKey
from django.db.models.lookups import In


@ForeignKey.register_lookup
@AutoField.register_lookup
class Outside(In):
    """``child__outside=rows``: none of these. Said of a joined row, where a negated condition would speak of all that could be joined."""

    lookup_name = "outside"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:  # noqa: ARG002 – Django's signature
        return f"NOT IN {rhs}"
