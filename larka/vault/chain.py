"""The lines of the disposal ledger: chained by hash, each signed with a key made from a master key (docs/adr/0215).

Whoever can write the file but has no master key can neither add a line nor change one: the newest good signature speaks for all before it.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from larka.core.master_keys import MasterKey
from larka.vault.masters import masters, newest_master

_PURPOSE = b"larka disposal ledger"
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written: ids and codes, never a name or a text."""

    act: str
    at: dt.datetime
    by: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger. ``master``: whose key signed it; a line from before there were signatures has neither."""

    number: int
    at: str
    act: str
    by: str
    data: Mapping[str, Any]
    previous: str
    hash: str = ""
    master: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """What walking through a ledger found; ``master``: whose key signed its last line, where that is good."""

    entries: int
    head: str
    master: str
    problems: tuple[str, ...]


def nobody_knows(_head: str) -> bool:
    """Nothing but the signatures speaks for a ledger."""
    return False


def chained(last: Entry | None, drafts: Sequence[Draft]) -> Iterator[Entry]:
    """The entries that follow on the last one, signed with the newest master key."""
    first, previous, master = (last.number if last else 0) + 1, last.hash if last else "", newest_master()
    for number, draft in enumerate(drafts, first):
        at = draft.at.astimezone(dt.UTC).isoformat()
        bare = Entry(number, at, draft.act, draft.by, dict(draft.data), previous, master=master.id)
        previous = hash_of(bare)
        yield replace(bare, hash=previous, mac=_mac(_signers((master,))[master.id], previous))


def walk(path: Path, known: Known = nobody_knows) -> Chain:
    """Whether each entry follows on the one before and a signature speaks for all; for the last hash ``known`` may speak instead."""
    number, previous, unsaid, master, problems = 0, "", 0, "", []
    for number, entry in enumerate(read(path), 1):
        said = is_signed(entry)
        if (entry.number, entry.previous, entry.hash) != (number, previous, hash_of(entry)):
            problems.append(f"post {entry.number} hänger inte ihop med den före eller är ändrad")
        elif said is False:
            problems.append(f"post {entry.number} har en signatur som inte stämmer")
        previous, unsaid, master = entry.hash, 0 if said else unsaid or number, entry.master if said else ""
    if unsaid and not known(previous):
        problems.append(f"från post {unsaid} finns ingen signatur av en huvudnyckel som är angiven")
    return Chain(number, previous, master, tuple(problems))


def is_signed(entry: Entry) -> bool | None:
    """Whether the signature is good; None where there is none, or one by a master key that is not given."""
    signer = _signers(masters()).get(entry.master)
    return entry.hash == hash_of(entry) and hmac.compare_digest(_mac(signer, entry.hash), entry.mac) if signer else None


def read(path: Path) -> Iterator[Entry]:
    """The entries in a ledger or a copy of it, in order; none where there is no file."""
    if path.exists():
        with path.open("rb") as file:
            yield from filter(None, map(parsed, file))


def hash_of(entry: Entry) -> str:
    """Of all that an entry says, and of who signs it."""
    left_out = {"hash", "mac"} if entry.master else {"hash", "mac", "master"}
    return hashlib.sha256(_json({key: value for key, value in asdict(entry).items() if key not in left_out})).hexdigest()


def line(entry: Entry) -> bytes:
    """As it stands in the file."""
    return _json(asdict(entry)) + b"\n"


def parsed(text: bytes) -> Entry | None:
    """The entry on a line; None where a crash has cut it off."""
    try:
        return Entry(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _mac(signer: bytes, text: str) -> str:
    return hmac.new(signer, text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _signers(given: tuple[MasterKey, ...]) -> Mapping[str, bytes]:
    return {master.id: HKDF(SHA256(), 32, None, _PURPOSE).derive(master.secret) for master in given}
