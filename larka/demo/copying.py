"""Many rows at once: PostgreSQL's COPY takes a tenth of the time of inserting them."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def copy_in(model: type[M], rows: Iterable[M]) -> None:
    """Enter the rows; keys that are not set come from the database, and are not known afterwards."""
    listed = list(rows)
    if not listed:
        return
    keyed = listed[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if not field.generated and (keyed or not field.primary_key)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    names = [field.attname for field in fields]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in listed:
            copy.write_row([getattr(row, name) for name in names])
