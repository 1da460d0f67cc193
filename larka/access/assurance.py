"""How surely a session must know who it is before a policy opens anything (A14). Strict by default; what is decided is a setting."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from larka.register.actor import Actor
from larka.register.settings import setting

# What a policy is about: one's own pages, names and lists; what is written about somebody; what is written and needs more care.
Demand = Literal["own", "documentation", "sensitive"]
Need = Literal["password", "strong", "fresh"]
Standing = Literal["pupil", "family", "staff"]

ORDER: tuple[Need, ...] = ("password", "strong", "fresh")
_PUPIL = frozenset({"self"})
_FAMILY = frozenset({"guardian", "other_responsible", "adult_consent", "proxy"})


class TooWeakError(Exception):
    """The actor may, but the session does not know surely enough that it is them."""

    def __init__(self, need: Need) -> None:
        super().__init__(need)
        self.need = need


def lacking(actor: Actor, demand: Demand, roles: Iterable[str]) -> Need | None:
    """What the session must have to open this in one of these roles (keys of paths) and has not; None: it is enough.

    Where several roles may open it, the strictest of them decides: nobody asks for less by being somebody's guardian, too.
    """
    if demand == "own" or (demand == "documentation" and actor.level == "strong"):
        return None  # nothing can be decided that demands more
    needs: list[Need] = ["password", *(_decided(standing, demand) for standing in {_standing(role) for role in roles})]
    need = max(needs, key=ORDER.index)
    return None if _has(actor, need) else need


def _standing(role: str) -> Standing:
    """What is not known to be the family's is staff's, which is strictest."""
    return "pupil" if role in _PUPIL else "family" if role in _FAMILY else "staff"


def _decided(standing: Standing, demand: Demand) -> Need:
    decided: Need = setting(f"login.{standing}_{demand}")
    return decided


def _has(actor: Actor, need: Need) -> bool:
    if need == "password":
        return True
    if actor.level != "strong" or need == "strong":
        return actor.level == "strong"
    return actor.strong_at is not None and actor.at - actor.strong_at <= dt.timedelta(minutes=setting("login.fresh_minutes"))
