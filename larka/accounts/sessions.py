"""The session store: one query fetches the session, the account, the person and the roles in force."""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import SuspiciousOperation
from django.utils.crypto import constant_time_compare, salted_hmac

from larka.accounts.browsers import BROWSER_KEY, ENDS_KEY, IDLE_KEY, WAY_KEY
from larka.accounts.models import DEFAULT_IDLE, Session
from larka.core.dates import STOCKHOLM
from larka.core.postgres.statements import Statement
from larka.register.queries import FOOTING_SQL, ROLES_SQL

_SIGNED_BY = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
_LOAD = Statement(f"""
SELECT s.session_data, u.id, u.password, u.language, p.id, p.public_id, p.display_name,
 {ROLES_SQL}, {FOOTING_SQL}, s.seen_at, s.idle_seconds,
 EXISTS (SELECT FROM notices_recipient x WHERE x.person_id = p.id AND x.read_at IS NULL)
FROM accounts_session s
LEFT JOIN accounts_user u ON u.id = s.account_id AND u.is_active
LEFT JOIN register_person p ON p.id = u.person_id
WHERE s.session_key = %(key)s AND s.expire_date > %(at)s
 AND (s.account_id IS NULL OR s.seen_at + s.idle_seconds * interval '1 second' > %(at)s)
""")  # noqa: S608 – the parts are constants of ours


_NOTICED = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """Who the session belongs to. ``has_news``: a notice is unread; whether it says anything still is not asked here."""

    user_id: int
    language: str
    person_id: int
    public_id: uuid.UUID
    name: str
    roles: frozenset[str]
    footing: frozenset[str]
    seen_at: dt.datetime
    idle_seconds: int
    has_news: bool

    def left(self, at: dt.datetime) -> int:
        """How many seconds the session lasts if nothing is done."""
        return max(0, int((self.seen_at + dt.timedelta(seconds=self.idle_seconds) - at).total_seconds()))


class SessionStore(DatabaseStore):
    """Sessions in ``accounts_session``."""

    account: Account | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """The session's data; ``account`` is set where the session is signed in and the password is unchanged since."""
        at = dt.datetime.now(dt.UTC)
        row = _LOAD.one(key=self.session_key, at=at, day=at.astimezone(STOCKHOLM).date())
        if row is None:
            self._session_key = None
            return {}
        try:
            data = self.decode(row[0])
        except SuspiciousOperation:
            logging.getLogger("larka.accounts").warning("a session could not be read")
            return {}
        if row[1] is not None and data.get(SESSION_KEY) == str(row[1]) and _is_signed(data, row[2]):
            self.account = _account(row)
        return data

    def used(self, at: dt.datetime) -> None:
        """Somebody did something: the time to the end begins anew. Written once a minute at most."""
        if self.account is not None and at - self.account.seen_at >= _NOTICED:
            Session.objects.filter(session_key=self.session_key).update(seen_at=at)

    def left_at_most(self, at: dt.datetime) -> int:
        """How many seconds it lasts whatever is done: counted from log-in."""
        return max(0, int(self.get(ENDS_KEY, at.timestamp() + self.get_session_cookie_age()) - at.timestamp()))

    def get_expiry_age(self, **kwargs: Any) -> int:
        """A session that is signed in ends when it was said to at log-in; no step and no page moves that."""
        if ENDS_KEY not in self:
            return super().get_expiry_age(**kwargs)
        return self.left_at_most(dt.datetime.now(dt.UTC))

    def get_expiry_date(self, **kwargs: Any) -> dt.datetime:
        """The same as a moment."""
        if ENDS_KEY not in self:
            return super().get_expiry_date(**kwargs)
        return dt.datetime.fromtimestamp(self[ENDS_KEY], dt.UTC)

    def renew(self) -> None:
        """A new name for the session that goes on: what the old one was worth, whoever has it, ends here."""
        before, self._session_key = self.session_key, self._get_new_session_key()  # type: ignore[attr-defined]  # – Django's
        Session.objects.filter(session_key=before).update(session_key=self.session_key)
        self.modified = True

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast("Session", super().create_model_instance(data))
        session.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.browser = data.get(BROWSER_KEY, "")
        session.way = data.get(WAY_KEY, "")
        session.idle_seconds = data.get(IDLE_KEY, DEFAULT_IDLE)
        return session


def _account(row: tuple[Any, ...]) -> Account:
    user, language, person, public_id, name, roles, footing, seen, idle, news = (row[1], *row[3:])
    return Account(user, language, person, public_id, name, frozenset(roles), frozenset(footing), seen, idle, news)


def _is_signed(data: dict[str, Any], password: str) -> bool:
    expected = salted_hmac(_SIGNED_BY, password, algorithm="sha256").hexdigest()
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), expected)
