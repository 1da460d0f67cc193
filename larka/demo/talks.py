"""Talk rounds under way in 5A and at Humlan, some booked, some held in 5B and NA3."""

import datetime as dt

from larka.core.dates import STOCKHOLM
from larka.demo.past import Ids
from larka.demo.world import World
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Person, Responsible
from larka.talks.actions.booking import Wish, book_talk
from larka.talks.actions.holding import note_talk
from larka.talks.actions.rounds import RoundGiven, invite_to_round, make_round
from larka.talks.actions.slots import Place, add_slots
from larka.talks.models import TalkInvitation, TalkRound
from larka.talks.patterns import Pattern, days_between

_WORDS = ("Vi vill gärna prata om läsningen.", "", "", "Kan vi börja med matematiken?", "")
_MODES = ["room", "online", "phone"]


def enter_talks(world: World, ids: Ids) -> None:
    """Everything through the same actions as on the pages, each by the one who does it."""
    Talks(world, ids).enter()


class Talks:
    """Two rounds and some talks that were held."""

    def __init__(self, world: World, ids: Ids) -> None:
        self.world, self.ids = world, ids
        self.at = dt.datetime.combine(world.today - dt.timedelta(days=3), dt.time(10), STOCKHOLM)

    def enter(self) -> None:
        """Mats in 5A, Sussi at Humlan; Petra and Gösta have held theirs."""
        school = self._round("5A", "mats", dt.time(14, 30), "Sal 12")
        preschool = self._round("Avdelning Humlan", "sussi", dt.time(14), "Samtalsrummet")
        self._book(school, but=("elsa", "omar"))
        self._book(preschool, but=("sam",))
        self._press(school, "elsa", "anna", shared=False, word="Jag kommer ensam. Vi kan väl börja med matematiken?")
        self._hold("5B", "petra")
        self._hold("NA3", "gosta")

    def _round(self, place: str, who: str, first: dt.time, room: str) -> TalkRound:
        """Times on four afternoons, two weeks ahead."""
        by, group = self._by(who), self._group(place)
        days = days_between(self.world.today + dt.timedelta(days=9), self.world.today + dt.timedelta(days=20), range(4))[:4]
        given = RoundGiven(
            name="Utvecklingssamtal", minutes=20, interpreter_minutes=40, modes=_MODES, opens_at=self.at,
            closes_at=dt.datetime.combine(days[0], dt.time(), STOCKHOLM), change_hours=24, one_each=True, pupil_books=False,
        )  # fmt: skip
        made = make_round(by=by, group=group, given=given)
        spans = Pattern(days, first, dt.time(17, 30), 20, pause=5).spans()
        mentor = Person.objects.get(pk=by.writer)
        add_slots(by=by, started=made, mentor=mentor, spans=spans, place=Place(_MODES, room, "https://video.larkoping.example/samtal"))
        invite_to_round(by=by, started=made)
        return made

    def _book(self, started: TalkRound, *, but: tuple[str, ...]) -> None:
        """Every other family has a time."""
        left = {self.ids.people[self.world.named[key].id] for key in but}
        rows = TalkInvitation.objects.filter(round=started).exclude(child__in=left).order_by("child__sort_key", "pk")
        slots = list(started.slots.order_by("starts_at"))
        for n, invitation in enumerate(rows.select_related("round__group__unit", "child")):
            adult = _guardian(invitation.child_id)
            if n % 2 == 0 and adult is not None and n < len(slots):
                wish = Wish(slots[n].public_id, _MODES[n % 3], word=_WORDS[n % len(_WORDS)])
                book_talk(by=self._as(adult), invitation=invitation, wish=wish)

    def _press(self, started: TalkRound, child: str, adult: str, *, shared: bool, word: str) -> None:
        invitation = TalkInvitation.objects.select_related("round__group__unit", "child").get(
            round=started, child=self.ids.people[self.world.named[child].id]
        )
        slot = started.slots.order_by("-starts_at")[2]
        book_talk(by=self._by(adult), invitation=invitation, wish=Wish(slot.public_id, "room", shared, word=word))

    def _hold(self, place: str, who: str) -> None:
        """Two thirds of the class have had theirs."""
        members = GroupMembership.objects.filter(group=self._group(place), ends_on__isnull=True).select_related("group__unit", "child")
        by, day = self._by(who), self.world.today - dt.timedelta(days=12)
        for n, membership in enumerate(members.order_by("child__sort_key", "pk")):
            adult = _guardian(membership.child_id)
            if n % 3 and adult is not None:
                note_talk(by=by, membership=membership, day=day, took_part=[membership.child, adult])

    def _group(self, place: str) -> Group:
        return Group.objects.select_related("unit").get(pk=self.ids.groups[self.world.place(place).id])

    def _by(self, who: str) -> Actor:
        return self._as(Person.objects.get(pk=self.ids.people[self.world.named[who].id]))

    def _as(self, person: Person) -> Actor:
        return Actor(
            person_id=person.pk, at=self.at, name=person.display_name, public_id=person.public_id, level="strong", strong_at=self.at
        )


def _guardian(child: int) -> Person | None:
    """The first of the child's."""
    rows = Responsible.objects.filter(child=child, relation="guardian", ends_on__isnull=True).select_related("person").order_by("pk")
    return next((each.person for each in rows[:1]), None)
