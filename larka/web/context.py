"""What every page knows without its view saying so."""

import uuid
from collections.abc import Iterable
from functools import cached_property

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import get_language, get_language_info
from markupsafe import Markup

from larka.accounts.oidc.configuration import Provider
from larka.media.queries.pictures import picture_of
from larka.notices.bell import bell
from larka.register.actor import Actor
from larka.register.models import Person
from larka.web import shapes
from larka.web.queries import people
from larka.web.tabs import child_tabs

THEME_COOKIE = "larka_utseende"
THEMES = ("auto", "light", "dark")


class Frame:
    """The frame around a page: who I am, where I can go, in what language and look. Worked out only where the page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO
        self._forms: dict[uuid.UUID, Iterable[str]] = {}

    @cached_property
    def actor(self) -> Actor | None:
        """Whoever is signed in."""
        return getattr(self.request, "actor", None)

    @property
    def path(self) -> str:
        """The page's own address, with its question."""
        return self.request.get_full_path()

    @cached_property
    def language(self) -> str:
        """The language that the page is written in."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        """From which side the language is read."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Every language to choose, each under its own name."""
        return shapes.languages()

    @cached_property
    def theme(self) -> str:
        """Light, dark, or as the device says."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else "auto"

    @property
    def color_scheme(self) -> str:
        """The same choice in the words of CSS."""
        return "light dark" if self.theme == "auto" else self.theme

    @cached_property
    def csrf_token(self) -> str:
        """For the frame's own forms."""
        return get_token(self.request)

    @property
    def menu(self) -> Markup:
        """Search and the menu of whoever is signed in."""
        actor = self.actor
        assert actor is not None  # noqa: S101 – the template asks who is signed in first
        return shapes.menu(self.language, self.theme, actor.roles, name=actor.name, token=self.csrf_token, path=self.path)

    @property
    def bell(self) -> Markup:
        """The way to my notices. How many are new is asked when the page stands there, and only where something is unread (ADR 0195)."""
        return bell(0, has_news=self.request.session.account.has_news)  # type: ignore[attr-defined]

    @property
    def side(self) -> Markup:
        """The navigation of whoever is signed in."""
        return shapes.side(self.language, self.actor.roles, self.request.path) if self.actor else Markup()

    def child_tabs(self, child: uuid.UUID, role: str, current: str, forms: Iterable[str] = ()) -> list[tuple[str, str, bool]]:
        """The tabs of a child's pages, for one who opened the child in this role; ``forms``: where the page's head has not asked them."""
        return child_tabs(child, role, current, forms or self._forms.get(child, ()))

    def head_of(self, child: Person, role: str) -> tuple[str, list[tuple[str, str, bool]]]:
        """A child's class and the family's children, for the head of the child's pages."""
        assert self.actor is not None  # noqa: S101 – a page about a child is opened by somebody
        head = people.head_of(self.actor, child, role)
        self._forms[child.public_id] = head.forms
        return head.classes, head.family

    def picture(self, person: int, role: str = "") -> uuid.UUID | None:
        """A person's picture, for the head of a page about them that the reader has opened in this role, where the reader may see it."""
        assert self.actor is not None  # noqa: S101 – a page about a person is opened by somebody
        return picture_of(self.actor, person, role)

    @property
    def providers(self) -> Iterable[Provider]:
        """The identity providers that one can sign in through."""
        providers: tuple[Provider, ...] = settings.OIDC_PROVIDERS
        return providers

    @property
    def idle_seconds(self) -> int:
        """How long the session lasts if nothing is done from now on."""
        session, actor = self.request.session, self.actor
        assert actor is not None  # noqa: S101 – shown to whoever is signed in
        return int(min(session.account.idle_seconds, session.left_at_most(actor.at)))  # type: ignore[attr-defined]

    @property
    def messages(self) -> Iterable[Message]:
        """What the last act has to tell."""
        told = get_messages(self.request)
        return told if len(told) else ()


def page(request: HttpRequest) -> dict[str, object]:
    """The context of every page."""
    return {"frame": Frame(request)}
