"""What the database's planner must be told."""

from django.db import connections


def gather_statistics() -> None:
    """Count the tables anew: after many rows at once the planner does not know their sizes, and pages are slow. Only the owner may."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
