"""What notices can be about: each kind says by which policy it is read, in which words, and where it leads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from larka.access.policy import Policy


@dataclass(frozen=True)
class NoticeKind:
    """One kind. The policy is asked each time a notice is shown or sent; nothing is kept of what it let through.

    title: what has happened, in the language in force, for these things of which the reader may see each. link: the page of one.
    still: the state in which a thing is still news. related: what title and link need beside the thing itself.
    Nothing of this stands in a mail, a push or an sms: there it is only said that there is news.
    """

    key: str
    label: str | Promise
    read: Policy[Any]
    title: Callable[[Sequence[Any]], str]
    link: Callable[[Any], str]
    still: Q = field(default_factory=Q)
    related: tuple[str, ...] = ()


_KINDS: dict[str, NoticeKind] = {}


def register_notice(kind: NoticeKind) -> NoticeKind:
    """Enter a kind; a key is used once."""
    if kind.key in _KINDS:
        raise ValueError(f"the notice {kind.key} is registered already")
    _KINDS[kind.key] = kind
    return kind


def notice_kinds() -> Iterator[NoticeKind]:
    """Every kind, in the order of their keys."""
    return iter(sorted(_KINDS.values(), key=lambda kind: kind.key))


def notice_kind(key: str) -> NoticeKind:
    """The kind with this key; KeyError if there is none."""
    return _KINDS[key]
