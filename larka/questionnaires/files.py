"""Files in answers, entered among what media hang on: the pages of the form give them out, by who reads the field (C1)."""

import hashlib
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from larka.media.files import ORIGINAL, content
from larka.media.holders import HolderKind, register_holder
from larka.questionnaires.access import form_kinds
from larka.questionnaires.models import FormFile


def _settled(held: Any) -> None:
    """What it is known by wherever it is taken to."""
    digest = hashlib.sha256()
    for piece in content(held.medium, ORIGINAL):
        digest.update(piece)
    held.sha256 = digest.hexdigest()
    held.save(update_fields=["sha256"])


def _gone() -> QuerySet[Any]:
    """Those whose record is there no longer: what is erased takes its files with it."""
    here = Q(pk__in=[])
    for kind in form_kinds():
        here |= Q(Exists(kind.model._default_manager.filter(pk=OuterRef("record"))), kind=kind.key)
    return FormFile.objects.filter(~here)


FORM_FILE = register_holder(
    HolderKind("formfil", FormFile, None, settled=_settled, accepts=lambda held: held.medium.kind in held.allowed, gone=_gone)
)
