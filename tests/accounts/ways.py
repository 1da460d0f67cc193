"""What the tests of log-in share: accounts with a password, apps that make codes, and signing in as a person does."""

import base64
import hashlib
import hmac
import re
import struct
import time
from html import unescape
from typing import Any

from django.test import Client

from larka.accounts.models import User
from larka.register.models import Person

PASSWORD = "lärkan sjunger över åkern"


def with_password(person: Person, name: str = "") -> User:
    """The person's account, with a user name and the password above."""
    user = User.objects.of(person)
    user.username = name or f"{person.given_name}.{person.family_name}".lower()
    user.set_password(PASSWORD)
    user.save()
    return user


def code_now(secret: str, *, steps: int = 0) -> str:
    """What an app shows (RFC 6238), now or so many half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_in(client: Client, user: User, password: str = PASSWORD, to: str = "") -> Any:
    """The first step."""
    return client.post("/logga-in/" + (f"?next={to}" if to else ""), {"login": user.username, "password": password})


def signed_in(user: User) -> Client:
    """A browser in which this account has just given its password."""
    client = Client()
    assert sign_in(client, user).status_code == 302
    return client


def connect_app(client: Client) -> str:
    """Connects an app to whoever is signed in; its secret."""
    page = client.get("/konto/inloggning/app/").content.decode()
    secret = secret_on(page)
    answer = client.post("/konto/inloggning/app/", {"code": code_now(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def secret_on(page: str) -> str:
    """The secret in letters."""
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found, page
    return found.group(1)


def codes_on(page: str) -> list[str]:
    """The codes in reserve."""
    return re.findall(r'class="secret">(\d{8})<', page)


def words(answer: Any) -> str:
    """The page as text."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
