"""``larka manage access_matrix`` writes docs/access.md again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from larka.access.matrix import matrix


class Command(BaseCommand):
    """Writes who sees what, from the policies."""

    help = "Skriv docs/access.md på nytt: vem som ser vad."
    requires_system_checks = ()

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Into the project's own folder."""
        place = Path(settings.BASE_DIR) / "docs" / "access.md"
        place.write_text(matrix(), encoding="utf-8")
        self.stdout.write(f"{place.relative_to(settings.BASE_DIR)} är skriven.")
