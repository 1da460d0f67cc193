"""Frozen dataclasses to open JSON and back without loss; what does not fit is refused with a Swedish sentence."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import types
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


class DocumentError(ValueError):
    """The document cannot be built or read; the message says why, in Swedish."""


def encode(value: Any) -> Any:
    """Turn a dataclass, tuple, bytes or text into JSON values; fields at their default are left out."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if dataclasses.is_dataclass(value):
        kept = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value) if getattr(value, f.name) != f.default)
        return {"kind": kind_of(type(value))} | {name: encode(item) for name, item in kept}
    return str(value)


def decode(wanted: Any, data: Any) -> Any:
    """Build what the type asks for from JSON values."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _decode_choice(get_args(wanted), data)
    if origin is tuple:
        return _decode_tuple(get_args(wanted)[0], data)
    if origin is Literal:
        return _checked(data, fits=data in get_args(wanted) and not isinstance(data, bool), wanted="ett av de kända värdena")
    if dataclasses.is_dataclass(wanted):
        return _decode_object(wanted, data)
    if wanted is bytes:
        return _decode_bytes(data)
    return _checked(data, fits=type(data) is wanted, wanted=_SWEDISH[wanted])


def kind_of(cls: type) -> str:
    """The name that a class goes by in JSON."""
    return cls.__name__.lower()


_SWEDISH: dict[Any, str] = {str: "text", int: "ett heltal", bool: "sant eller falskt"}


def _checked(data: Any, *, fits: bool, wanted: str) -> Any:
    if not fits:
        raise DocumentError(f"Dokumentet kan inte läsas: {wanted} väntades, inte {str(data)[:60]!r}.")
    return data


def _decode_choice(choices: tuple[Any, ...], data: Any) -> Any:
    if data is None and types.NoneType in choices:
        return None
    choices = tuple(choice for choice in choices if choice is not types.NoneType)
    if len(choices) == 1:
        return decode(choices[0], data)
    kind = data.get("kind") if isinstance(data, dict) else None
    for choice in choices:
        if kind_of(choice) == kind:
            return decode(choice, data)
    raise DocumentError(f"Dokumentet kan inte läsas: delen {str(kind)[:60]!r} är okänd.")


def _decode_tuple(item: Any, data: Any) -> tuple[Any, ...]:
    _checked(data, fits=isinstance(data, list), wanted="en lista")
    return tuple(decode(item, one) for one in data)


def _decode_bytes(data: Any) -> bytes:
    _checked(data, fits=isinstance(data, str), wanted="base64-kodad text")
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DocumentError("Dokumentet kan inte läsas: en bild är inte rätt kodad (base64).") from error


def _decode_object(cls: Any, data: Any) -> Any:
    _checked(data, fits=isinstance(data, dict) and data.get("kind") == kind_of(cls), wanted=f"delen {kind_of(cls)!r}")
    hints = _hints(cls)
    given = {name: value for name, value in data.items() if name != "kind"}
    if unknown := sorted(given.keys() - hints.keys()):
        raise DocumentError(f"Dokumentet kan inte läsas: {kind_of(cls)!r} har ett okänt fält {unknown[0][:60]!r}.")
    required = {f.name for f in dataclasses.fields(cls) if f.default is dataclasses.MISSING}
    if missing := sorted(required - given.keys()):
        raise DocumentError(f"Dokumentet kan inte läsas: {kind_of(cls)!r} saknar fältet {missing[0]!r}.")
    return cls(**{name: decode(hints[name], value) for name, value in given.items()})


@lru_cache(maxsize=64)
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)
