"""What the environment says of invitations."""

import sys
from collections.abc import Mapping
from typing import NoReturn

DAYS, MOST_DAYS = 30, 365
WINDOWS = ("left", "right")


def invitation_days(environ: Mapping[str, str]) -> int:
    """For how many days a code can be used."""
    text = environ.get("LARKA_INVITATION_DAYS") or str(DAYS)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_DAYS):
        _stop(f"LARKA_INVITATION_DAYS ska vara ett antal dagar från 1 till {MOST_DAYS}.")
    return int(text)


def letter_window(environ: Mapping[str, str]) -> str:
    """On which side the envelope has its window."""
    side = environ.get("LARKA_LETTER_WINDOW") or "left"
    if side not in WINDOWS:
        _stop("LARKA_LETTER_WINDOW ska vara left eller right.")
    return side


def _stop(reason: str) -> NoReturn:
    """Wrong configuration ends every command with code 2 (docs/operations.md)."""
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(2)
