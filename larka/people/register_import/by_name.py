"""What B5 and B6 want said by name: what waits to be confirmed, and what has happened at once."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.crypto import salted_hmac

from larka.people.models import PendingChange
from larka.people.register_import.persons import Held
from larka.people.register_import.sql import rows
from larka.register.models import Person

Kind = PendingChange.Kind
STRONGER = "protection_stronger"
ARRIVED = "responsible_waiting"
WORDS = {
    Kind.GUARDIAN_REMOVED: "vårdnadshavare borttagen",
    Kind.RESPONSIBLE_REMOVED: "annan ansvarig vuxen borttagen",
    Kind.PROTECTION_WEAKER: "svagare skydd",
    Kind.NUMBER_CHANGED: "ändrat personnummer",
    Kind.MERGE_PROPOSED: "kan vara samma person med nytt id",
    STRONGER: "nytt eller starkare skydd, gäller genast",
    ARRIVED: "annan ansvarig vuxen, väntar på beslut och har inga rättigheter",
}


@dataclass(frozen=True)
class ByName:
    """One change that is listed by name. ``code`` is what it is confirmed with; empty for what needs no confirmation."""

    kind: str
    person: int
    name: str
    source: str
    other: int | None = None
    other_name: str = ""
    code: str = ""
    number: str = ""
    details: dict[str, object] = field(default_factory=dict)
    obstacle: str = ""

    @property
    def text(self) -> str:
        """The change in words."""
        who = f"{self.name}: {WORDS[self.kind]}"
        return f"{who} ({self.other_name})" if self.other_name else who


def find_by_name(held: Collection[Held]) -> list[ByName]:
    """Everything to list, in the order of the words above."""
    return [*removed(), *weaker(), *changed_numbers(), *proposed(held), *stronger(), *arrived()]


def code_of(kind: str, *about: object) -> str:
    """The same change has the same code in every run, and the code says nothing about it."""
    return salted_hmac("larka.people.register_import", ":".join((kind, *map(str, about)))).hexdigest()[:16]


def declined_codes() -> set[str]:
    """What somebody has said no to, until the register wants something else."""
    waiting = PendingChange.objects.filter(decision=PendingChange.Decision.DECLINED, forgotten_at=None)
    return set(waiting.values_list("code", flat=True))


def not_declined(held: Collection[Held]) -> list[Held]:
    """Without those of whom somebody has said that they are two: such a new id comes in as a person of its own, without the number (B6)."""
    declined, ids = declined_codes(), dict(Person.objects.filter(pk__in=[each.person for each in held]).values_list("pk", "public_id"))
    return [each for each in held if merge_code(each, ids[each.person]) not in declined]


def removed() -> list[ByName]:
    """Adults whom the child's own row no longer has."""
    found = rows("""SELECT e.relation, c.id, c.display_name, e.owner, a.id, a.display_name, r.public_id, e.id, p.relation
FROM end_responsibles e JOIN register_responsible r ON r.id = e.id JOIN register_person c ON c.id = e.child_id
JOIN register_person a ON a.id = e.person_id LEFT JOIN plan_responsibles p ON p.live = e.id AND p.act = 'wait'
ORDER BY c.sort_key, c.id, a.id""")
    changes = []
    for relation, child, name, source, adult, adult_name, public_id, row, then in found:
        kind = Kind.GUARDIAN_REMOVED if relation == "guardian" else Kind.RESPONSIBLE_REMOVED
        code = code_of(kind, public_id, then or "")
        details = {"responsible": row, "then": then or ""}
        changes.append(ByName(kind, child, name, str(source), adult, adult_name, code, details=details))
    return changes


def weaker() -> list[ByName]:
    """Those whom the register gives less protection than they have here."""
    found = rows("""SELECT l.id, l.display_name, p.owner, l.public_id, p.wanted_protection FROM plan_persons p
JOIN register_person l ON l.id = p.live WHERE p.wanted_protection <> p.protection ORDER BY l.sort_key, l.id""")
    return [
        ByName(
            Kind.PROTECTION_WEAKER, pk, name, str(source), code=code_of(Kind.PROTECTION_WEAKER, public_id, level),
            details={"protection": level},
        )
        for pk, name, source, public_id, level in found
    ]  # fmt: skip


def changed_numbers() -> list[ByName]:
    """Those whose number is another than before."""
    found = rows("""SELECT l.id, l.display_name, p.owner, l.public_id, p.number, p.number_kind FROM plan_persons p
JOIN register_person l ON l.id = p.live WHERE p.number > '' AND p.number <> p.had_number ORDER BY l.sort_key, l.id""")
    return [
        ByName(
            Kind.NUMBER_CHANGED, pk, name, str(source), code=code_of(Kind.NUMBER_CHANGED, public_id, number),
            number=number, details={"number_kind": kind},
        )
        for pk, name, source, public_id, number, kind in found
    ]  # fmt: skip


def proposed(held: Collection[Held]) -> list[ByName]:
    """New ids with the number of somebody who is here (B6)."""
    people = Person.objects.in_bulk([each.person for each in held])
    changes = []
    for each in held:
        person, source = people[each.person], str(each.source)
        code = merge_code(each, person.public_id)
        details: dict[str, object] = {"new_id": source}
        found = ByName(Kind.MERGE_PROPOSED, person.pk, person.display_name, source, code=code, details=details, obstacle=each.obstacle)
        changes.append(found)
    return changes


def merge_code(held: Held, public_id: UUID) -> str:
    """The code of a proposed merge."""
    return code_of(Kind.MERGE_PROPOSED, public_id, held.source)


def confirmed_merges(held: Collection[Held], codes: Collection[str]) -> list[Held]:
    """The proposed merges that are confirmed and possible."""
    ids = dict(Person.objects.filter(pk__in=[each.person for each in held]).values_list("pk", "public_id"))
    return [each for each in held if not each.obstacle and merge_code(each, ids[each.person]) in codes]


def stronger() -> list[ByName]:
    """Those who get protection, or more of it: it holds at once."""
    found = rows("""SELECT p.pk, p.given_name || ' ' || p.family_name, p.owner, p.protection FROM plan_persons p
WHERE p.protection <> COALESCE(p.had_protection, 'none') AND p.protection <> 'none' ORDER BY p.sort_key, p.pk""")
    return [ByName(STRONGER, pk, name, str(source), details={"protection": level}) for pk, name, source, level in found]


def arrived() -> list[ByName]:
    """Other responsible adults, who wait for a decision (A9)."""
    found = rows("""SELECT c.pk, c.given_name || ' ' || c.family_name, r.owner, a.pk, a.given_name || ' ' || a.family_name, r.relation
FROM plan_responsibles r JOIN plan_persons c ON c.pk = r.child_id
JOIN (SELECT pk, given_name, family_name FROM plan_persons
 UNION SELECT l.id, l.given_name, l.family_name FROM register_person l JOIN known_persons k ON k.live = l.id AND NOT k.present) a
ON a.pk = r.person_id WHERE r.act IN ('create', 'replace') AND r.relation <> 'guardian' ORDER BY c.sort_key, c.pk, a.pk""")
    return [
        ByName(ARRIVED, child, name, str(source), adult, adult_name, details={"relation": relation})
        for child, name, source, adult, adult_name, relation in found
    ]
