"""What a session is called in one's own list of them: the browser and the kind of machine, never the address (A12)."""

BROWSER_KEY, IDLE_KEY, ENDS_KEY, WAY_KEY = "larka_browser", "larka_idle", "larka_ends", "larka_signed_in_with"
CHANGED_KEY = "larka_factor_changed"  # so that ending the other sessions is offered
# In the order in which they are looked for: most browsers name others, too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "Chromebook", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


def browser_name(told: str) -> str:
    """As ``Chrome/Windows``; what is not known is left out, and a browser that says nothing is ``/``."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in told), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in told), "")
    return f"{browser}/{system}"
