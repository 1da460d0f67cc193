"""What every field in the project is, also in tables that are not ours: disposal and the subject extract ask here and can forget none."""

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db.models import Model

from larka.core.models import FieldClass, classify

# Tables of packages. None of them is about a child: they are about accounts, or about the program itself.
THIRD_PARTY: Mapping[str, dict[str, FieldClass]] = {
    "account.EmailAddress": classify(personal="user email", technical="id verified primary"),
    "account.EmailConfirmation": classify(personal="email_address", sensitive="key", technical="id created sent"),
    "auth.Group": classify(technical="id name permissions"),
    "auth.Group_permissions": classify(technical="id group permission"),
    "auth.Permission": classify(technical="id name content_type codename"),
    "mfa.Authenticator": classify(personal="user", sensitive="data", technical="id type created_at last_used_at"),
    "contenttypes.ContentType": classify(technical="id app_label model"),
    "pghistory.Context": classify(technical="id created_at updated_at metadata"),
}
_HISTORY = classify(technical="pgh_id pgh_created_at pgh_label pgh_obj")


def field_classes(model: type[Model]) -> dict[str, FieldClass]:
    """The class of each field of a model; of a history table those of the table whose rows it keeps. KeyError: nobody has said."""
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        return field_classes(tracked) | _HISTORY
    declared: dict[str, FieldClass] | None = getattr(model, "fields_are", None)
    return THIRD_PARTY[model._meta.label] if declared is None else declared


def tables() -> Iterator[type[Model]]:
    """Every model that has a table, ours or not."""
    return (model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy)
