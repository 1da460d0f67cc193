"""What runs beside the server, again and again, and no page waits for."""

import datetime as dt
import time
from collections.abc import Callable

import click

from larka.cli.audit import SECONDS_BETWEEN_SEALS, tend_once

SECONDS_BETWEEN_LINKS = 2  # somebody sits and waits for the mail


def tend_log() -> None:
    """Seals and alarms, every minute."""
    _tend(tend_once, SECONDS_BETWEEN_SEALS, "loggen kunde inte förseglas")


def tend_links() -> None:
    """The links for forgotten passwords."""
    _tend(_send_links, SECONDS_BETWEEN_LINKS, "länkar till nya lösenord kunde inte skickas")


def _send_links() -> int:
    from larka.accounts.actions import send_links
    from larka.register.actor import Actor

    return send_links(by=Actor.operator(dt.datetime.now(dt.UTC)))


def _tend(once: Callable[[], int], seconds: int, trouble: str) -> None:
    """What fails is said once and tried again; the server goes on."""
    from django.db import close_old_connections, connections

    failed = ""
    while True:
        time.sleep(seconds)
        try:
            close_old_connections()
            once()
            failed = ""
        except Exception as error:  # noqa: BLE001 – whatever it is, the server goes on and the next time tries again
            if type(error).__name__ != failed:
                failed = type(error).__name__
                click.echo(f"Fel: {trouble} ({failed}). Försöker igen.", err=True)
            connections.close_all()
