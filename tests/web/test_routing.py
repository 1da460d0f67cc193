"""An address finds the page that Django would have found by comparing it with every pattern in turn."""

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, include, path, re_path
from django.urls.resolvers import RoutePattern

from larka.web.routing import ByFirstWord

UUID = "0190a000-0000-7000-8000-000000000001"


def view(_request: object) -> HttpResponse:
    """Nothing is shown here."""
    return HttpResponse()


def found(resolver: URLResolver, address: str) -> tuple[object, ...] | None:
    """What is found: the page's name, what is in the address, and its shape."""
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return None
    return (match.view_name, match.args, match.kwargs, match.route) if match else None


def all_patterns(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    """Every address of the product, with something in each place."""
    addresses = []
    for pattern in patterns:
        here = before + str(pattern.pattern).removeprefix("^/")
        addresses += all_patterns(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]
    return addresses


def filled(address: str) -> str:
    """The address of something."""
    parts = address.split("/")
    kinds = {"<uuid": UUID, "<int": "7", "<str": "ord", "<slug": "ord", "<path": "ett/ord", "<date": "2026-11-22"}
    return "/".join(next((said for kind, said in kinds.items() if part.startswith(kind)), part) for part in parts)


def test_every_address_finds_the_same_page_as_when_all_are_compared() -> None:
    """Also with a word too much, a slash too little, and words that no page has."""
    by_word = next(each for each in get_resolver().url_patterns if isinstance(each, ByFirstWord))
    plain = URLResolver(RoutePattern("", is_endpoint=False), by_word.url_patterns)
    addresses = [filled(address) for address in all_patterns(by_word.url_patterns)]
    assert len(addresses) > 150
    for address in addresses:
        for asked in (address, address.rstrip("/"), f"{address}mer/", f"x{address}", address.upper()):
            assert found(by_word, asked) == found(plain, asked), asked
    assert sum(found(by_word, address) is not None for address in addresses) > 150


@pytest.mark.parametrize("address", ["a/", "a", "b/1/", "b/x/", "c/", "d/e/", "d/", "", "1/", "x1/", "x/"])
def test_what_may_begin_with_any_word_keeps_its_turn(address: str) -> None:
    """A place, a pattern of signs and an inclusion with a beginning of its own stand among words."""
    patterns = [
        path("a/", view, name="first"),
        path("<int:number>/", view, name="number"),
        path("b/", include([path("<int:number>/", view, name="inside")])),
        re_path(r"^[bc]/", view, name="signs"),
        path("", include([path("d/e/", view, name="deep"), path("", view, name="nothing")])),
        path("x", include([path("<int:number>/", view, name="joined")])),
        path("a", view, name="without slash"),
    ]
    by_word, plain = ByFirstWord(*patterns), URLResolver(RoutePattern("", is_endpoint=False), patterns)
    assert (found(by_word, address) or ())[:3] == (found(plain, address) or ())[:3]
