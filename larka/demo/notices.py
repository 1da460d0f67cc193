"""What has happened in the classes of the named cast: the omdömen of the term, told to the pupils and their families."""

from collections.abc import Iterable

from larka.assessments.models import Judgement
from larka.assessments.notices import tell_families
from larka.demo.judgements import Written
from larka.demo.past import Ids
from larka.demo.world import World
from larka.register.actor import Actor
from larka.register.models import Profile, ReachedBy

ON_PAPER = "nora"


def enter_notices(world: World, ids: Ids, entered: Iterable[tuple[int, Written]]) -> None:
    """One notice for each subject of a class where somebody of the cast has a published omdöme this term."""
    told: dict[tuple[int, str], list[tuple[int, Written]]] = {}
    for key, row in entered:
        if row.versions and row.term.ends_on > world.today:
            told.setdefault((row.taught.group_id, row.taught.subject.key), []).append((key, row))
    named = {person.id for person in world.named.values()}
    for rows in told.values():
        if any(row.child.id in named for _key, row in rows):
            by = Actor(person_id=ids.people[rows[0][1].taught.teacher.person.id], at=max(row.versions[0][1] for _key, row in rows))
            tell_families(by, list(Judgement.objects.filter(pk__in=[key for key, _row in rows])))
    Profile.objects.create(person_id=ids.people[world.named[ON_PAPER].id], reached_by=ReachedBy.PAPER)
