"""The floor behind the product's own server: ``python -m bench.floor_server serve``. Only the demo's sign-in is the product's."""

from collections.abc import Callable, Iterable
from typing import Any

PLACE = "bench.floor_server:application"
_kept: list[Any] = []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What the server calls."""
    if not _kept:
        from bench.floor import floor_application
        from larka.serving import application as product

        _kept.extend((product, floor_application()))
    product, at_floor = _kept
    chosen = product if environ["REQUEST_METHOD"] == "POST" else at_floor
    answer: Iterable[bytes] = chosen(environ, start_response)
    return answer


if __name__ == "__main__":
    from larka.cli import main, serve

    serve.APPLICATION = PLACE
    main()
