"""What a browser is watched for while a person uses it: requests that leave the house, errors, refusals of the content policy."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# The browser's own line about an answer that is no 200 (or about no network); the answers themselves are looked at here.
ITS_OWN_LINE = "Failed to load resource"
REFUSED_POLICY = """addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""


class Watch:
    """Everything out of order in one person's browser."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.host = context, urlsplit(address).netloc
        self.problems: list[str] = []
        self.requests = 0
        context.add_init_script(REFUSED_POLICY)
        context.on("request", self._requested)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def _requested(self, request: Request) -> None:
        self.requests += 1
        there = urlsplit(request.url)
        if there.scheme not in ("data", "blob") and there.netloc != self.host:
            self.problems.append(f"leaves the house: {request.url}")

    def _answered(self, response: Response) -> None:
        missing = response.status >= 400 and response.request.resource_type in ("stylesheet", "script", "image", "font")
        if missing or response.status >= 500:
            self.problems.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ITS_OWN_LINE):
            self.problems.append(f"console: {message.text}")
