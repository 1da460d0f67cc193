"""What of a form a person has typed: to give it back where it could not be saved (Q2)."""

import re
from collections.abc import Mapping, Sequence

_NOT_TYPED = re.compile(r"^larka_|-(mine|theirs|who|seen)$|password")  # what a page sends by itself, and what is never shown again


def texts_in(form: Mapping[str, Sequence[object]]) -> list[str]:
    """The texts of more than one word, each once, in the form's order."""
    given = [str(value).strip() for name, values in form.items() if not _NOT_TYPED.search(name) for value in values]
    return [text for text in dict.fromkeys(given) if re.search(r"\s", text)]
