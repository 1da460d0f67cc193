"""What each web worker runs: the application, and an end with its parent, so that a killed server leaves no worker on its port."""

import os

from larka.core.processes import end_with_parent
from larka.wsgi import application

__all__ = ["application"]

if server := os.environ.get("LARKA_SERVER"):
    end_with_parent(lambda: os._exit(1), parent=int(server))
