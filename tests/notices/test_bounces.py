"""Mail that came back is read, and the address is marked; what is no such mail changes nothing."""

import mailbox
import uuid
from email import message_from_string
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from larka.accounts.models import User
from larka.cli.bounces import read as read_bounces
from larka.notices.actions.bounces import note_bounces
from larka.notices.bounces import NoMailboxError, bounces_of, messages_in
from larka.notices.models import BouncedAddress, Delivery
from larka.notices.sending.mails import mail_of, sender_of
from larka.register.actor import Actor
from tests.cast import Cast

DSN = """From: MAILER-DAEMON@post.example
To: {back}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="GRANS"

--GRANS
Content-Type: text/plain

Det gick inte.

--GRANS
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--GRANS
Content-Type: text/rfc822-headers

{headers}

--GRANS--
"""


@pytest.fixture
def delivery(cast: Cast) -> Delivery:
    """A mail to Anna."""
    user = User.objects.of(cast.anna)
    user.email = "Anna@hem.example"
    user.save()
    return Delivery.objects.create(person=cast.anna, channel="mail", begun_at=cast.at, outcome="handed")


def dsn(delivery: Delivery, **changed: str) -> Any:
    mail = mail_of(delivery, to="Anna@hem.example", language="", count=1, urgent=False)
    values = {
        "back": "larka@localhost", "address": "anna@hem.example", "action": "failed", "status": "5.1.1",
        "headers": f"Message-ID: {mail.extra_headers['Message-ID']}",
    } | changed  # fmt: skip
    return message_from_string(DSN.format(**values))


def read(cast: Cast, message: Any) -> list[tuple[str, str, str]]:
    note_bounces(by=Actor.operator(cast.at), bounces=bounces_of(message))
    return list(BouncedAddress.objects.values_list("person__given_name", "address", "status"))


def test_a_bounce_is_known_by_the_id_of_the_mail_that_came_back(cast: Cast, delivery: Delivery) -> None:
    """F2."""
    assert read(cast, dsn(delivery)) == [("Anna", "Anna@hem.example", "5.1.1")]
    assert read(cast, dsn(delivery)) == [("Anna", "Anna@hem.example", "5.1.1")], "twice is once"
    assert Delivery.objects.get().outcome == "bounced"


def test_a_bounce_is_known_by_the_address_that_it_came_back_to(cast: Cast, delivery: Delivery, settings: Any) -> None:
    """F2: where the operator has an address for it."""
    settings.BOUNCE_ADDRESS = "studs@larka.example"
    back = sender_of(delivery)
    assert back == f"studs+{delivery.public_id.hex}@larka.example"
    assert read(cast, dsn(delivery, back=back, headers="")) == [("Anna", "Anna@hem.example", "5.1.1")]


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "delayed", "status": "4.4.1"}, {"status": "4.2.2"}, {"action": "delivered", "status": "2.0.0"},
        {"headers": "Message-ID: <hej@elsewhere.example>"}, {"headers": f"Message-ID: <{uuid.uuid4()}@localhost>"},
        {"address": "anna@gamla.example"}, {"status": "fem"},
    ],
)  # fmt: skip
def test_what_is_delayed_not_ours_or_about_another_address_changes_nothing(cast: Cast, delivery: Delivery, changed: dict[str, str]) -> None:
    """F2: only for good, only our own deliveries, only the address that the account still has."""
    assert read(cast, dsn(delivery, **changed)) == []
    assert Delivery.objects.get().outcome == "handed"


def test_a_box_a_folder_and_a_file_are_read(cast: Cast, delivery: Delivery, tmp_path: Path) -> None:
    """F2: however the mail server keeps them."""
    one = tmp_path / "ett.eml"
    one.write_bytes(dsn(delivery).as_bytes())
    box = mailbox.mbox(tmp_path / "box")
    folder = mailbox.Maildir(tmp_path / "folder")
    for _ in (1, 2):
        box.add(dsn(delivery))
        folder.add(dsn(delivery))
    box.flush()
    found = [
        len([b for message in messages_in(path) for b in bounces_of(message)]) for path in (one, tmp_path / "box", tmp_path / "folder")
    ]
    assert found == [1, 2, 2]


def test_where_nothing_has_come_no_mail_is_read(tmp_path: Path) -> None:
    """F2: an empty folder, an empty file, a maildir without mail; a folder of other things is refused."""
    empty, box, other = tmp_path / "tom", tmp_path / "box", tmp_path / "annat"
    empty.mkdir()
    mailbox.Maildir(box)
    other.mkdir()
    (other / "brev.txt").write_text("hej")
    (tmp_path / "tom.eml").write_bytes(b"")
    assert [len(list(messages_in(path))) for path in (empty, box, tmp_path / "tom.eml")] == [0, 0, 0]
    with pytest.raises(NoMailboxError):
        list(messages_in(other))


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [(None, 0, "0 mejl lästa, 0 adresser märkta."), ("hej", 1, "är ingen brevlåda: mapparna new och cur saknas.")],
)
def test_the_command_says_in_swedish_what_it_found(cast: Cast, tmp_path: Path, content: str | None, code: int, said: str) -> None:
    """F2, Q2: one line, and a code for the timer that runs it."""
    inner = read_bounces.callback.__wrapped__  # type: ignore[union-attr] – without the database around it: the tests have one
    if content:
        (tmp_path / "brev.txt").write_text(content)
    result = CliRunner().invoke(click.Command("read", params=read_bounces.params, callback=inner), [str(tmp_path)])
    assert (result.exit_code, said in result.output) == (code, True), result.output


@given(st.text(max_size=400))
@example(":0@")
def test_any_text_is_read_or_left(text: str) -> None:
    """Q2: whatever is sent to the address stops nothing."""
    assert bounces_of(message_from_string(text)) == []
    bounces_of(message_from_string(DSN.format(back=text, address=text, action=text, status=text, headers=text)))
