"""What the environment says of notices."""

import re
import sys
from collections.abc import Mapping

_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9.-]{1,60}")


def bounce_address(environ: Mapping[str, str]) -> str:
    """Where mail that bounces comes back: a box that takes mail to box+anything. Wrong configuration ends every command with code 2."""
    address = environ.get("LARKA_BOUNCE_ADDRESS", "")
    if address and not _ADDRESS.fullmatch(address):
        sys.stderr.write("LARKA_BOUNCE_ADDRESS ska vara en e-postadress utan plustecken, till exempel studs@larka.kommunen.se.\n")
        raise SystemExit(2)
    return address
