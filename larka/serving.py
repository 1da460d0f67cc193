"""What each web worker runs: the application, a limit to what it asks, and an end with its parent, so that none is left on the port."""

import os

from django.conf import settings

from larka.core.postgres import limit_questions
from larka.core.processes import end_with_parent
from larka.wsgi import application

__all__ = ["application"]

# A page that asks for too much would hold its worker and the database, also when whoever asked has left.
limit_questions(settings.DATABASES["default"], settings.QUERY_SECONDS)
if server := os.environ.get("LARKA_SERVER"):
    end_with_parent(lambda: os._exit(1), parent=int(server))
