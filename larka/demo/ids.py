"""Ids in the demo municipality's register: the same in every installation, so that documents and tests can name a person."""

import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.larka.example")


def source_id(name: str) -> uuid.UUID:
    """The id in the register file of what is called so, for example ``person:elsa``."""
    return uuid.uuid5(NAMESPACE, name)


def person_id(key: str) -> uuid.UUID:
    """The id in the register file of one of the named cast."""
    return source_id(f"person:{key}")
