"""Finding the page of an address: by its first word, where Django compares it with every address of the product in turn."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern


class ByFirstWord(URLResolver):
    """Several apps' addresses. What begins with no word of its own is looked through for every address, in the order it stands in."""

    def __init__(self, *patterns: Any) -> None:
        super().__init__(RoutePattern("", is_endpoint=False), list(patterns))

    def resolve(self, path: str) -> Any:  # a ResolverMatch; None for "not here", as a pattern of Django's says it
        """The page, if there is one here."""
        for pattern in self._by_word.get(path.partition("/")[0], self._any_word):
            with suppress(Resolver404):
                if found := pattern.resolve(path):
                    return found
        return None

    @cached_property
    def _each(self) -> list[tuple[str | None, Any]]:
        return [(_first_word(pattern), pattern) for pattern in _flat(self.url_patterns)]

    @cached_property
    def _any_word(self) -> list[Any]:
        return [pattern for word, pattern in self._each if word is None]

    @cached_property
    def _by_word(self) -> dict[str, list[Any]]:
        words = defaultdict(list)
        for known in {word for word, _ in self._each if word is not None}:
            words[known] = [pattern for word, pattern in self._each if word in (known, None)]
        return words


def _flat(patterns: list[Any]) -> Iterator[Any]:
    """The patterns that are included without a beginning or a namespace stand where their inclusion does."""
    for pattern in patterns:
        plain = isinstance(pattern, URLResolver) and not (pattern.namespace or pattern.app_name or pattern.default_kwargs)
        if plain and isinstance(pattern.pattern, RoutePattern) and str(pattern.pattern) == "":
            yield from _flat(pattern.url_patterns)
        else:
            yield pattern


def _first_word(pattern: URLPattern | URLResolver) -> str | None:
    """The first word of every address that the pattern can match; None: it may be any."""
    if not isinstance(pattern.pattern, RoutePattern):
        return None
    word, slash, _ = str(pattern.pattern).partition("/")
    return None if "<" in word or not (slash or isinstance(pattern, URLPattern)) else word
