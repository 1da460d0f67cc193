"""Instances of rows that were asked for without Django's own iteration."""

from typing import Any


def put_beside(related: Any, row: tuple[Any, ...], each: Any, once: dict[Any, Any]) -> None:
    """One related instance, as Django's own populator makes it; rows about the same thing share it."""
    key, field = row[related.cols_start + related.pk_idx], related.local_setter.__self__
    if key in once:
        field.set_cached_value(each, once[key])
    else:
        related.populate(row, each)
        once[key] = field.get_cached_value(each)
