"""What waits for rektor: a text that a guardian has reported, one that was reported before, and a draft whose author has left (F6, A6)."""

import datetime as dt

from larka.assessments.models import Judgement
from larka.assessments.places import judgement_spot
from larka.demo.past import Ids
from larka.demo.world import World
from larka.records.actions.drafts import save_draft
from larka.records.actions.reports import handle_report, report_text
from larka.records.models import TextReport
from larka.records.reportable import reportable
from larka.register.actor import Actor
from larka.register.models import Activity, GroupMembership, Term

SINCE = dt.timedelta(days=3)
LEFT_DAYS = 45
WHY = "Läraren skriver att hon är ojämn. Det låter som ett omdöme om henne och inte om hur hon räknar."
EARLIER = "Det står ett telefonnummer i texten, tror jag. Kan ni titta?"
ANSWER = "Tack för att du sa till. Det är numret till Räknestugan på skolan, och det får stå kvar."
BEGUN = "Nils använder tallinjen för att jämföra tal i bråkform. Nästa steg är att"


def enter_unfinished(world: World, ids: Ids, at: dt.datetime) -> None:
    """Anders has reported the newest text about Elsa, Anna an older one; Viktor left a draft about Nils when he stopped teaching."""

    def acting(name: str, moment: dt.datetime) -> Actor:
        return Actor(person_id=ids.people[world.named[name].id], at=moment, level="strong", strong_at=moment)

    texts = Judgement.objects.filter(child_id=ids.people[world.named["elsa"].id], latest__isnull=False)
    newest, older = texts.filter(syllabus__name="Matematik").order_by("-published_at", "pk")[:2]
    sort = reportable("judgement")
    report_text(by=acting("anders", at - SINCE), sort=sort, text=newest, reason=WHY)
    earlier = report_text(by=acting("anna", at - 2 * SINCE), sort=sort, text=older, reason=EARLIER)
    handle_report(by=acting("rolf", at - SINCE), report=earlier, outcome=TextReport.Outcome.NO_ACTION, answer=ANSWER)
    _left_draft(world, ids, acting("viktor", at - dt.timedelta(days=LEFT_DAYS)))


def _left_draft(world: World, ids: Ids, viktor: Actor) -> None:
    taught = Activity.objects.filter(teachers__duty__person=viktor.person_id, activity_groups__group__memberships__child__isnull=False)
    activity = taught.order_by("-starts_on", "pk").first()
    place = GroupMembership.objects.filter(
        child=ids.people[world.named["nils"].id], group__activity_groups__activity=activity, ends_on__isnull=True
    ).first()
    term = Term.objects.filter(starts_on__lte=world.today).order_by("-starts_on").first()
    if activity is None or place is None or term is None:
        raise LookupError("the demo has no text for Viktor to leave")
    spot = judgement_spot(activity, place.public_id, place.child_id, term)
    save_draft(by=viktor, spot=spot, content={"text": BEGUN}, base_version=0)
