"""Every act that the log can hold is called something in plain words."""

import ast

from larka.audit.words import ACTS, FAMILIES, PAGES, in_words
from tests.guards.source import LARKA, called, calls
from tests.guards.test_views import addresses


def logged() -> set[str]:
    """The names of acts that actions log."""
    found = set()
    for path in sorted(LARKA.rglob("*.py")):
        for call in calls(ast.parse(path.read_text("utf-8"))):
            name = call.args[1] if called(call) == "record" and len(call.args) > 1 else None
            if isinstance(name, ast.Constant):
                found.add(str(name.value))
            elif isinstance(name, ast.JoinedStr) and isinstance(name.values[0], ast.Constant):
                found.add(str(name.values[0].value))
    return found


def test_every_act_that_is_logged_has_its_words() -> None:
    """A12: the family is told in plain words; add what is missing to larka/audit/words/."""
    missing = {
        act for act in logged() if act not in ACTS and act != "{policy.key} " and not any(act.startswith(start) for start in FAMILIES)
    }
    assert missing - {""} == set()


def test_every_page_whose_reading_is_logged_has_its_words() -> None:
    """A12: the name of the address is what the log holds; add what is missing to larka/audit/words/."""
    pages = {str(pattern.name) for pattern in addresses() if hasattr(pattern.callback, "access_policy")}
    assert {page for page in pages - set(PAGES) if not page.startswith(("draft_", "report_"))} == set()


def test_what_is_refused_and_what_is_unknown_is_said_too() -> None:
    """A12: nothing in the log is without words."""
    assert in_words("child.read child", "refused") == "Nekades: Öppnade barnets sida"
    assert in_words("child.read", "refused") == "Nekades"
    assert in_words("judgement.published", "written") == "Publicerade ett omdöme"
    assert in_words("register.guardian_removed_waits", "written") == "Ändring i registret som listas vid namn"
    assert in_words("of.tomorrow") == "Något annat"
