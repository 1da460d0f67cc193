"""Reading mail that came back (RFC 3464): which of our deliveries it is about, whether for good, and to which address."""

import mailbox
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_binary_file
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

_RETURN_ADDRESS = re.compile(r"\+([0-9a-f]{32})@")
_MESSAGE_ID = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@")
_STATUS = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_WHERE = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address that did not take one delivery, for good."""

    delivery: uuid.UUID
    address: str
    status: str


class NoMailboxError(ValueError):
    """The folder holds something else than mail."""


def messages_in(path: Path) -> Iterator[Message]:
    """The mails of a folder (maildir), of a box of mails (mbox), or the one in a file."""
    if path.is_dir():
        yield from _messages_in_folder(path)
    elif path.read_bytes()[:5] == b"From ":
        yield from mailbox.mbox(path, create=False)
    else:
        yield from messages_from(BytesIO(path.read_bytes()))


def _messages_in_folder(path: Path) -> Iterator[Message]:
    """Those of a maildir; nothing has come to an empty folder, and a folder of other things is none."""
    if all((path / name).is_dir() for name in ("new", "cur")):
        yield from mailbox.Maildir(path, create=False)
    elif any(path.iterdir()):
        raise NoMailboxError


def messages_from(source: BinaryIO) -> Iterator[Message]:
    """The one mail that a mail server hands over; of what has no headers none."""
    message = message_from_binary_file(source)  # by the old policy, which takes headers as they are: the new one stumbles on hostile ones
    if message.keys():
        yield message


def bounces_of(message: Message) -> list[Bounce]:
    """What a mail says came back for good; nothing for one that is no such message, is not about ours, or is only delayed."""
    delivery = _delivery_of(message)
    if delivery is None:
        return []
    return [Bounce(delivery, address, status) for address, status in _failed(message)]


def _failed(message: Message) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _blocks(part):
                status = _STATUS.search(str(block.get("Status", "")))
                if str(block.get("Action", "")).strip().lower() == "failed" and status:
                    yield str(block.get("Final-Recipient", "")).rpartition(";")[2].strip().lower(), status[0]


def _blocks(part: Message) -> list[Any]:
    found = part.get_payload()
    return [block for block in found if isinstance(block, Message)] if isinstance(found, list) else []


def _delivery_of(message: Message) -> uuid.UUID | None:
    """By the address that it came back to, else by the id of the mail that it brings along."""
    for name in _WHERE:
        for value in message.get_all(name, []):
            if found := _RETURN_ADDRESS.search(str(value).lower()):
                return uuid.UUID(found[1])
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers") and (found := _MESSAGE_ID.search(_headers_of(part))):
            return uuid.UUID(found[1])
    return None


def _headers_of(part: Message) -> str:
    inside = part.get_payload()
    if isinstance(inside, list):
        return " ".join(str(each.get("Message-ID", "")) for each in inside if isinstance(each, Message))
    return str(inside)
