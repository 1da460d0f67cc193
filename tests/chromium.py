"""The browser of the browser tests: one that is there, else one installed. `python -m tests.chromium` prints its path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
MISSING = (
    "Fel: webbläsarproven behöver Chromium. Installera den (Debian och Ubuntu: `apt install chromium`), "
    "eller ange LARKA_BROWSER=/sökväg/till/chromium."
)


def find_browser() -> Path | None:
    """The browser that LARKA_BROWSER names, or the first that works on this machine."""
    return next((path for path in candidates() if works(path)), None)


def candidates() -> Iterator[Path]:
    """Where a browser may be."""
    if named := os.environ.get("LARKA_BROWSER"):
        yield Path(named)
        return
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from map(Path, PLACES)
    yield from playwright_browser()


def playwright_browser() -> Iterator[Path]:
    """The browser that Playwright installed, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def works(path: Path) -> bool:
    """Whether a browser starts at all: Ubuntu's chromium-browser may be a note about snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install_browser() -> Path | None:
    """By the system's packages when we are root, else by Playwright."""
    ways = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]])
    for commands in ways:
        print(f"Installerar Chromium för webbläsarproven ({commands[-1][0].rpartition('/')[2]}) …", file=sys.stderr, flush=True)
        done = all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands)
        if done and (found := find_browser()):
            return found
    return None


if __name__ == "__main__":
    browser = find_browser() or (None if "LARKA_BROWSER" in os.environ else install_browser())
    sys.exit(MISSING) if browser is None else print(browser)
