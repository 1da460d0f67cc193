"""The small register of the tests of imports, for what an import does to protected and restricted people."""

from tests.exchange.conftest import imported, importing, register

__all__ = ["imported", "importing", "register"]
