"""Whom the server believes about who asks, and what production sends."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from larka.web.middleware import ProxyMiddleware
from tests.core.test_configuration import SAFE


def asked_through(proxies: list[str], settings: Any, **meta: str) -> HttpRequest:
    """The request as it is after the proxies' word was weighed."""
    settings.PROXIES = proxies
    request = RequestFactory().get("/", **meta)
    ProxyMiddleware(lambda _request: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("nearest", "told", "visitor"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # the visitor wrote the first
        ("10.0.0.5", "198.51.100.1, 10.1.0.7", "198.51.100.1"),  # two of ours
        ("10.0.0.5", "198.51.100.1, nonsens", "10.0.0.5"),
        ("::ffff:10.0.0.5", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.5", "10.1.0.7", "10.1.0.7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_visitors_address_is_what_our_own_proxy_saw(settings: Any, nearest: str, told: str, visitor: str) -> None:
    """A11: "from where" in the log, lock-out and limits; nobody chooses their own address."""
    request = asked_through(["10.0.0.5", "10.1.0.0/24"], settings, REMOTE_ADDR=nearest, HTTP_X_FORWARDED_FOR=told)
    assert request.META["REMOTE_ADDR"] == visitor
    assert "HTTP_X_FORWARDED_FOR" not in request.META


def test_only_our_own_proxy_says_that_a_visit_is_encrypted(settings: Any) -> None:
    """Q3: a stranger who says so is not believed; a name of the site is never taken from a proxy."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "example.org"}
    for nearest, believed in (("10.0.0.5", True), ("203.0.113.9", False)):
        request = asked_through(["10.0.0.5"], settings, REMOTE_ADDR=nearest, **said)
        assert request.is_secure() is believed
        assert "HTTP_X_FORWARDED_HOST" not in request.META


_ASK = """
import os, json
os.environ["DJANGO_SETTINGS_MODULE"] = "larka.settings"
import django; django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
request = RequestFactory().get("/", HTTP_HOST="larka.kommunen.se", HTTP_X_FORWARDED_PROTO="https")
answer = SecurityMiddleware(lambda _request: HttpResponse())(request)
names = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "DEBUG", "RATE_LIMITS")
print(json.dumps([answer.headers.get("Strict-Transport-Security"), {name: getattr(settings, name) for name in names}]))
"""


def test_in_production_cookies_travel_encrypted_and_browsers_remember_to(tmp_path: Any) -> None:
    """Q3: HSTS for two years; no switch of the environment makes cookies unsafe."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LARKA_", "DATABASE_"))}
    safe = SAFE | {
        "LARKA_HOME": str(tmp_path),
        "LARKA_ADDRESS": "127.0.0.1",
        "LARKA_PROXY": "",
        "DATABASE_URL": "postgresql://o@127.0.0.1:1/x",
    }
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", _ASK], env=env | safe, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    hsts, kept = json.loads(ended.stdout.splitlines()[-1])
    assert hsts == "max-age=63072000"
    assert kept == {name: name != "DEBUG" for name in kept}
