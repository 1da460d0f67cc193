"""Development plans in use: last year's finalised ones of 5A, this year's under way, and a preschool plan that waits to be confirmed."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from larka.core.dates import STOCKHOLM
from larka.demo.past import Ids
from larka.demo.shown import drawing, song
from larka.demo.world import Somebody, World
from larka.media.actions.uploads import begin_upload, continue_upload
from larka.media.preparing import prepare
from larka.plans.access import KIND
from larka.plans.actions.starting import start_class
from larka.plans.examples.parts import stable
from larka.plans.models import Plan, PlanAnswer, PlanMove, PlanReceipt, PlanSnapshot
from larka.questionnaires.actions.filling import Answered, move_on, save_answers
from larka.questionnaires.actions.templates import make_template, publish_template
from larka.questionnaires.models import FormFile, TemplateVersion
from larka.questionnaires.queries.templates import shape_for, work_on
from larka.questionnaires.shape.parts import as_json
from larka.questionnaires.shape.rights import roles_at
from larka.records.contributions import contributions
from larka.register.actor import Actor
from larka.register.models import Group, Organisation, Person, Responsible, SchoolYear

_CLASS, _DEPARTMENT = "5A", "Avdelning Humlan"
_PROUD = (
    "Att jag kan förklara hur jag tänker i matte.",
    "Jag har läst fyra böcker sedan i somras.",
    "Att jag hjälper andra när de fastnar.",
)
_MEASURES = (
    "Skolan ger genomgångar i mindre grupp i matematik en gång i veckan under hösten.",
    "Skolan ger tillgång till inlästa läromedel i alla ämnen och följer upp läsningen varannan vecka.",
    "Skolan ger utmanande uppgifter i matematik och tid att redovisa dem för klassen.",
)
_AGREED = (
    {"who": "Mentor", "what": "stämmer av läsloggen varje fredag", "by": ""},
    {"who": "Eleven", "what": "läser en kvart varje dag och skriver en mening i loggen", "by": ""},
    {"who": "Hemmet", "what": "läser tillsammans på söndagar", "by": ""},
)
Text = dict[str, Any]


def enter_plans(world: World, ids: Ids) -> None:
    """This year's through the same actions as on the pages; last year's as they were left."""
    Plans(world, ids).enter()


class Plans:
    """Two templates, a class and a department."""

    def __init__(self, world: World, ids: Ids) -> None:
        self.world, self.ids = world, ids
        self.started = dt.datetime.combine(world.today - dt.timedelta(days=9), dt.time(10), STOCKHOLM)

    def enter(self) -> None:
        """Templates, last year, this year."""
        iup = self._template("rolf", _CLASS, "arskurs-4-6", "Individuell utvecklingsplan årskurs 4–6")
        self._last_year(iup)
        self._start("mats", _CLASS, iup)
        self._fill_class()
        self._preschool(self._template("rita", _DEPARTMENT, "forskola", "Utvecklingsplan i förskolan"))

    def _template(self, who: str, place: str, example: str, name: str) -> TemplateVersion:
        by = self._by(who, self.started - dt.timedelta(days=400))
        unit = Organisation.objects.get(pk=self.ids.units[self.world.place(place).unit.id])
        made = make_template(by=by, unit=unit, kind=KIND, name=name, example=example)
        work = work_on(made)
        assert work is not None  # noqa: S101 – just made
        return publish_template(by=by, template=made, seen=work.step)

    def _start(self, who: str, place: str, version: TemplateVersion) -> None:
        group = Group.objects.select_related("unit").get(pk=self.ids.groups[self.world.place(place).id])
        last_day = self.world.today + dt.timedelta(days=12)
        start_class(by=self._by(who, self.started), group=group, version=version, last_day=last_day)

    def _fill_class(self) -> None:
        """Elsa and her father have written; of the others every third pupil has."""
        for n, plan in enumerate(Plan.objects.filter(template_version__template__kind=KIND, locked_at=None).order_by("child__sort_key")):
            child = self._child(_CLASS, plan)
            key, at = self._key(child), self.started + dt.timedelta(hours=4 + n % 8)
            if key == "elsa":
                self._save(child, plan, {"mel-bra": _PROUD[0], "mel-trivs": 4}, at)
                self._save("anders", plan, {"mel-hem-1": "Vi tycker att det går bra. Engelskan är roligast."}, at)
                self._save("mats", plan, {"mel-insatser": _MEASURES[0]}, at)
            elif not key and n % 3 == 0:
                self._save(child, plan, {"mel-bra": _PROUD[n % 3], "mel-trivs": 3 + n % 3}, at)

    def _preschool(self, version: TemplateVersion) -> None:
        """Sam's is finalised and waits for his guardians; the others are begun."""
        self._start("sussi", _DEPARTMENT, version)
        plan = Plan.objects.get(child=self.ids.people[self.world.named["sam"].id], locked_at=None)
        at = self.started + dt.timedelta(days=1)
        self._save("anna", plan, {"fs-trivs": "Sam pratar om sina kompisar hela vägen hem.", "fs-ta-upp": "Hur går det vid vilan?"}, at)
        self._save("sussi", plan, {
            "fs-lek": "Sam bygger långa banor tillsammans med två kamrater och bestämmer regler för vem som kör först.",
            "fs-sprak": "Sam hittar på rim och vill höra samma saga många gånger.",
            "fs-insatser": "Vi ställer fram mer byggmaterial och delar gruppen i mindre delar på förmiddagarna.",
        }, at)  # fmt: skip
        self._show("anna", plan, at)
        self._move("sussi", plan, at)
        agreed = [{"who": "Förskolan", "what": "läser sagor om tåg före vilan", "by": ""}]
        self._save("sussi", plan, {"fs-overens": agreed}, at + dt.timedelta(days=1))
        self._move("sussi", plan, at + dt.timedelta(days=1))

    def _last_year(self, version: TemplateVersion) -> None:
        """The class's plans of last school year, each finalised after the talk in November, with the omdömen of then."""
        this = SchoolYear.objects.get(starts_on__lte=self.world.today, ends_on__gt=self.world.today)
        year = SchoolYear.objects.filter(ends_on=this.starts_on).first()
        if year is None:
            return
        at = dt.datetime.combine(year.starts_on + dt.timedelta(days=140), dt.time(15), STOCKHOLM)
        mats = self._by("mats", at)
        group = Group.objects.select_related("unit").get(pk=self.ids.groups[self.world.place(_CLASS).id])
        children = [self.ids.people[child.id] for child in self.world.place(_CLASS).children]
        frozen = {part.key: part.references(children, year) for part in contributions()}
        plans = Plan.objects.bulk_create(self._old(mats, group, year, version, child) for child in children)
        made = [self._answered(mats, n, plan) for n, plan in enumerate(plans)]
        PlanAnswer.objects.bulk_create(answer for answers in made for answer in answers)
        snapshots = PlanSnapshot.objects.bulk_create(
            self._snapshot(mats, plan, answers, {key: refs[plan.child_id] for key, refs in frozen.items() if plan.child_id in refs})
            for plan, answers in zip(plans, made, strict=True)
        )
        for plan, snapshot in zip(plans, snapshots, strict=True):
            plan.latest, plan.published_at = snapshot, at
        Plan.objects.bulk_update(plans, ["latest", "published_at"])
        PlanMove.objects.bulk_create(
            PlanMove(record=plan, from_stage=stage, to_stage=stage + 1, moved_by_id=mats.writer, moved_at=at)
            for plan in plans for stage in (0, 1)
        )  # fmt: skip
        self._receipts(plans, at)

    def _old(self, by: Actor, group: Group, year: SchoolYear, version: TemplateVersion, child: int) -> Plan:
        plan = Plan(
            child_id=child, unit_id=group.unit_id, school_form="GR", school_year=year, grade=4, written_by_id=by.writer, written_at=by.at,
            template_version=version, stage=2, stages=3, last_day=by.at.date(), locked_at=by.at,
        )  # fmt: skip
        shape = shape_for(plan)
        plan.roles = roles_at(shape, shape.last)
        return plan

    def _answered(self, by: Actor, n: int, plan: Plan) -> list[PlanAnswer]:
        given = (
            ("mel-bra", _PROUD[n % 3], "pupil", plan.child_id), ("mel-insatser", _MEASURES[n % 3], "mentor", by.writer),
            ("mel-overens", list(_AGREED), "mentor", by.writer),
        )  # fmt: skip
        return [
            PlanAnswer(record=plan, field=stable(key), value=value, role=role, written_by_id=who, written_at=by.at)
            for key, value, role, who in given
        ]

    def _snapshot(self, by: Actor, plan: Plan, answers: Iterable[PlanAnswer], refs: Text) -> PlanSnapshot:
        people = {plan.child_id: self._public(plan.child_id), by.writer: by.public_id}
        told = [
            {"field": str(a.field), "value": a.value, "owner": None, "role": a.role, "shared": False,
             "by": str(people[a.written_by_id]), "at": by.at.isoformat()}
            for a in answers
        ]  # fmt: skip
        content = {**as_json(shape_for(plan)), "answers": told, "contributions": refs, "in_programme": False}
        return PlanSnapshot(record=plan, number=1, content=content, published_at=by.at, published_by_id=by.writer)

    def _receipts(self, plans: Iterable[Plan], at: dt.datetime) -> None:
        """Most guardians confirmed on the page."""
        by_child = {plan.child_id: plan for plan in plans}
        adults = Responsible.objects.filter(child__in=by_child, relation="guardian", in_effect=True).order_by("pk")
        PlanReceipt.objects.bulk_create(
            PlanReceipt(record=by_child[child], number=1, person_id=person, role="guardian", read_at=at + dt.timedelta(days=2), how="page")
            for child, person in dict.fromkeys(adults.values_list("child_id", "person_id")) if person % 5
        )  # fmt: skip

    def _child(self, place: str, plan: Plan) -> Somebody:
        return next(child for child in self.world.place(place).children if self.ids.people[child.id] == plan.child_id)

    def _key(self, child: Somebody) -> str:
        return next((key for key, somebody in self.world.named.items() if somebody == child), "")

    def _public(self, person: int) -> Any:
        if not hasattr(self, "_publics"):
            self._publics = dict(Person.objects.filter(pk__in=self.ids.people.values()).values_list("pk", "public_id"))
        return self._publics[person]

    def _by(self, who: "str | Somebody", at: dt.datetime) -> Actor:
        somebody = self.world.named[who] if isinstance(who, str) else who
        person = Person.objects.get(pk=self.ids.people[somebody.id])
        return Actor(person_id=person.pk, at=at, name=person.display_name, public_id=person.public_id, level="strong", strong_at=at)

    def _save(self, who: "str | Somebody", plan: Plan, answers: Text, at: dt.datetime) -> None:
        given = [Answered(stable(key), value, 0) for key, value in answers.items()]
        save_answers(by=self._by(who, at), form=plan, answers=given)

    def _show(self, who: str, plan: Plan, at: dt.datetime) -> None:
        """A drawing and a song, as a guardian sends them."""
        by, shown = self._by(who, at), []
        for name, content, text in (
            ("tåget.png", drawing(), "Sams tåg: alla kompisarna åker med"),
            ("sam sjunger.wav", song(), "Sam sjunger sin tågsång"),
        ):
            upload = begin_upload(by=by, name=name, length=len(content))
            shown.append({"medium": str(continue_upload(by=by, upload=upload, offset=0, content=content).public_id), "text": text})
        self._save(who, plan, {"fs-barnet-visar": shown}, at)
        for pk in FormFile.objects.filter(kind=KIND, record=plan.pk).values_list("medium_id", flat=True):
            prepare(pk)

    def _move(self, who: str, plan: Plan, at: dt.datetime) -> None:
        plan.refresh_from_db()
        move_on(by=self._by(who, at), forms=[plan], expected=plan.stage, despite_missing=True)
