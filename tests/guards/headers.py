"""What every answer of the product tells the browser, page, file, redirect or error (A15, Q6)."""

from typing import Any

EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFERRERS = {"same-origin", "strict-origin", "no-referrer"}
OFF = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "midi", "display-capture")
NOTHING, OWN = ["'none'"], ["'self'"]
CONTENT = {
    "default-src": NOTHING, "object-src": NOTHING, "base-uri": NOTHING, "frame-ancestors": NOTHING,
    "form-action": OWN, "script-src": OWN, "style-src": OWN, "connect-src": OWN, "font-src": OWN, "manifest-src": OWN,
    "img-src": ["'self'", "data:"], "media-src": OWN,
}  # fmt: skip
# A file that somebody sent in is shut in by itself, and is never a page.
ALONE = {**dict.fromkeys(("default-src", "base-uri", "form-action", "frame-ancestors", "object-src"), NOTHING), "sandbox": []}
TELLING = ("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin")


def assert_sound(answer: Any, what: str) -> None:
    """Every header of every answer."""
    told = answer.headers
    assert {name: told.get(name) for name in EXACTLY} == EXACTLY, what
    assert told["Referrer-Policy"] in REFERRERS, what
    assert set(OFF) <= {part.strip().removesuffix("=()") for part in told["Permissions-Policy"].split(",")}, what
    policy = [part.split() for part in told["Content-Security-Policy"].split("; ")]
    is_page = told.get("Content-Type", "").startswith("text/html") or ["sandbox"] not in policy
    allowed = CONTENT if is_page else ALONE
    assert {name: sorted(sources) for name, *sources in policy} == {name: sorted(sources) for name, sources in allowed.items()}, what
    assert not [name for name in TELLING if name in told], what


def assert_not_kept(answer: Any, what: str) -> None:
    """Neither the browser nor anybody between keeps it."""
    assert "no-store" in answer.headers["Cache-Control"], what
    assert "public" not in answer.headers["Cache-Control"], what
