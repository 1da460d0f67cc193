"""Moving what points at one person to another, and back: the hands of merge and split (B6)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.accounts.models import Session, User
from larka.core.models import DatedModel
from larka.people.actions.decisions import DecisionError
from larka.people.pointing import Pointer, lists, model_of, pointers
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import IdentityNumber, Person

# What may stand twice, where both have one: a text that is typed and not saved; what each says of itself, of which the kept one's holds;
# where both stood in for the same group at the same time; what both were told, how they wanted to be told, and where it could not be done.
LEFT_WHERE_BOTH_HAVE = {
    "records.Draft.author",
    "register.Profile.person",
    "register.Substitute.person",
    "notices.Recipient.person",
    "notices.Choice.person",
    "notices.Delivery.person",
    "notices.BouncedAddress.person",
}
OWN = ("source_id", "missing_since", "protection", "principal_names")
Plan = dict[str, Any]


def move_everything(by: Actor, kept: Person, gone: Person) -> Plan:
    """Let all that points at the one point at the other; what it was before is the plan to go back by."""
    plan: Plan = {"moved": {}, "ended": [], "lists": {}, "numbers": [], "people": {}}
    for pointer in pointers():
        _move(by, pointer, kept, gone, plan)
    for pointer in lists():
        rows = pointer.model._base_manager.filter(**{f"{pointer.field}__contains": [gone.pk]})
        plan["lists"][pointer.label] = _replace(pointer, rows, gone.pk, kept.pk)
    _move_numbers(by, kept, gone, plan)
    _move_own(kept, gone, plan)
    _close_account(kept, gone, plan)
    return plan


def move_back(kept: Person, gone: Person, plan: Plan) -> None:
    """Undo a plan: what is still as the merge left it goes back; what was written since stays."""
    for label, keys in plan["moved"].items():
        pointer = model_of(label)
        pointer.model._base_manager.filter(pk__in=keys, **{pointer.field: kept.pk}).update(**{pointer.field: gone.pk})
    for label, keys in plan["lists"].items():
        pointer = model_of(label)
        _replace(pointer, pointer.model._base_manager.filter(pk__in=keys), kept.pk, gone.pk)
    for label, key, ends_on in plan["ended"]:
        model_of(label).model._base_manager.filter(pk=key).update(ends_on=ends_on)
    _numbers_back(gone, plan)
    for key in ("kept", "gone"):  # the register's id is free before the other takes it back
        Person.objects.filter(pk=plan["people"][key]["pk"]).update(source_id=None)
    for row in plan["people"].values():
        Person.objects.filter(pk=row["pk"]).update(**{name: row[name] for name in OWN if name in row})
    if account := plan.get("account"):
        User.objects.filter(pk=account["pk"]).update(person_id=gone.pk, is_active=account["is_active"])
    end_sessions(kept, gone)


def end_sessions(*people: Person) -> None:
    """Whoever is signed in as one of them signs in again."""
    Session.objects.filter(account__person__in=people).delete()


def _move(by: Actor, pointer: Pointer, kept: Person, gone: Person, plan: Plan) -> None:
    rows = pointer.model._base_manager.filter(**{pointer.field: gone.pk})
    moved: list[int] = plan["moved"].setdefault(pointer.label, [])
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        row = pointer.model._base_manager.filter(pk=key)
        try:
            with transaction.atomic():
                row.update(**{pointer.field: kept.pk})
        except IntegrityError as error:
            _set_aside(by, pointer, row, plan, error)
        else:
            moved.append(kept.pk if row.model._meta.pk.name == pointer.field else key)


def _set_aside(by: Actor, pointer: Pointer, rows: Any, plan: Plan, error: IntegrityError) -> None:
    """The kept person has the same already: a dated row ends, a draft is left, anything else must be sorted out by people."""
    if issubclass(pointer.model, DatedModel):
        row = rows.get()
        plan["ended"].append([pointer.label, row.pk, row.ends_on.isoformat() if row.ends_on else None])
        if row.ends_on is None or row.ends_on > by.today:
            rows.update(ends_on=max(row.starts_on, by.today))
    elif pointer.label not in LEFT_WHERE_BOTH_HAVE:
        what = str(pointer.model._meta.verbose_name)
        raise DecisionError(_("Båda har %(what)s på samma plats. Det måste redas ut först.") % {"what": what}) from error


def _replace(pointer: Pointer, rows: Any, old: int, new: int) -> list[int]:
    changed = []
    for row in rows:
        listed = sorted({new if key == old else key for key in getattr(row, pointer.field)})
        pointer.model._base_manager.filter(pk=row.pk).update(**{pointer.field: listed})
        changed.append(row.pk)
    return changed


def _move_numbers(by: Actor, kept: Person, gone: Person, plan: Plan) -> None:
    """The kept person's number holds; the other's is history, unless it is the only one (B3)."""
    has_one = IdentityNumber.objects.filter(person=kept, replaced_at=None).exists()
    for number in IdentityNumber.objects.filter(person=gone):
        ends = has_one and number.replaced_at is None
        plan["numbers"].append([number.pk, ends])
        IdentityNumber.objects.filter(pk=number.pk).update(person=kept, replaced_at=by.at if ends else number.replaced_at)


def _numbers_back(gone: Person, plan: Plan) -> None:
    for key, ended in plan["numbers"]:
        changed: dict[str, Any] = {"person": gone, **({"replaced_at": None} if ended else {})}
        IdentityNumber.objects.filter(pk=key).update(**changed)


def _move_own(kept: Person, gone: Person, plan: Plan) -> None:
    """The id that the register still has, the names with identity providers, and the stronger protection of the two (A10)."""
    for key, person in (("kept", kept), ("gone", gone)):
        source, since = person.source_id, person.missing_since
        values = {"source_id": str(source) if source else None, "missing_since": since.isoformat() if since else None}
        own = {"protection": person.protection, "principal_names": person.principal_names}
        plan["people"][key] = {"pk": person.pk, **values, **own}
    strength = list(Protection.values)
    kept.protection = max(kept.protection, gone.protection, key=strength.index)
    if gone.source_id is not None and (kept.source_id is None or kept.missing_since is not None):
        kept.source_id, kept.missing_since, gone.source_id = gone.source_id, gone.missing_since, None
    kept.principal_names = list(dict.fromkeys([*kept.principal_names, *gone.principal_names]))
    gone.principal_names = []
    gone.save(update_fields=["source_id", "principal_names"])
    kept.save(update_fields=["source_id", "missing_since", "protection", "principal_names"])


def _close_account(kept: Person, gone: Person, plan: Plan) -> None:
    """One person has one account (A7): the kept one's, or the other's if that is the only one."""
    account = User.objects.filter(person=gone).first()
    if account is not None:
        plan["account"] = {"pk": account.pk, "is_active": account.is_active}
        alone = not User.objects.filter(person=kept).exists()
        changed: dict[str, Any] = {"person": kept} if alone else {"is_active": False}
        User.objects.filter(pk=account.pk).update(**changed)
    end_sessions(kept, gone)
