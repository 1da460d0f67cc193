"""The database: an embedded PostgreSQL that needs no set-up, or the one DATABASE_URL names; a role that owns, a role that uses."""

from larka.core.postgres.addresses import APPLICATION, OWNER, as_connection, database_settings, is_embedded, limit_questions
from larka.core.postgres.embedded import Hold, hold_embedded
from larka.core.postgres.problems import DatabaseProblem
from larka.core.postgres.roles import APPEND_ONLY_TABLES, create_application_role, grant_application_role
from larka.core.postgres.server import check_server, ensure_database

__all__ = [
    "APPEND_ONLY_TABLES",
    "APPLICATION",
    "OWNER",
    "DatabaseProblem",
    "Hold",
    "as_connection",
    "check_server",
    "create_application_role",
    "database_settings",
    "ensure_database",
    "grant_application_role",
    "hold_embedded",
    "is_embedded",
    "limit_questions",
]
