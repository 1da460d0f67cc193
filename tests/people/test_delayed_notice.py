"""Emergency access of which the family is told later stands in no list that the family may see until then (A8, A18)."""

import datetime as dt

from django.test import Client

from larka.access.audiences import Audience
from larka.access.models import EmergencyAccess
from larka.access.policies import NAME_READ
from larka.assessments.access import JUDGEMENT_READ
from larka.people.actions.emergencies import take_emergency_access
from larka.register.models import Person
from larka.web.access import PRESENTATION_READ
from larka.web.addresses import url
from tests.cast import NOON, Cast, actor
from tests.web.pages import shown, write_for

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def delay(until: dt.date) -> None:
    """The officer's decision, as it stands in the database."""
    EmergencyAccess.objects.update(notice_delayed_until=until, delay_decision="KS 1")


def in_emergency(viewer: Person, cast: Cast, at: dt.datetime) -> set[str]:
    """Who stands as Nödåtkomst in any list about Omar that this person can ask for."""
    text = JUDGEMENT_READ.model.objects.get(child=cast.omar)
    asked = ((JUDGEMENT_READ, text), (PRESENTATION_READ, cast.omar), (NAME_READ, cast.omar))
    listed = [row for policy, obj in asked for row in Audience.of(actor(viewer, at), policy, obj).names("", [], 0, 1000)]
    return {row.name for row in listed if row.role == "emergency"}


def test_who_can_see_this_tells_nobody_but_rektor_while_the_notice_waits(cast: Cast) -> None:
    """A8, A18: neither the family nor the teachers; whoever took it knows, and on the day of the notice all see it."""
    write_for(cast, cast.tess, cast.maths_5a, [cast.omar])
    take_emergency_access(by=actor(cast.rolf), child=cast.omar, unit=cast.school, reason="Oro", hours=24)
    rolf, later, next_day = cast.rolf.display_name, NOON + HOUR, NOON + DAY - HOUR
    before = {who: in_emergency(who, cast, later) for who in (cast.olga, cast.omar, cast.tess, cast.rolf)}
    assert before == {cast.olga: {rolf}, cast.omar: {rolf}, cast.tess: {rolf}, cast.rolf: {rolf}}
    delay(NOON.date() + DAY)
    during = {who: in_emergency(who, cast, later) for who in (cast.olga, cast.omar, cast.tess, cast.rolf)}
    assert during == {cast.olga: set(), cast.omar: set(), cast.tess: set(), cast.rolf: {rolf}}
    assert in_emergency(cast.olga, cast, next_day) == {rolf}


def test_a_delay_for_one_child_hides_nothing_about_another(cast: Cast) -> None:
    """A8: the decision is about one emergency."""
    cast.elsa.protection = "marked"
    cast.elsa.save(update_fields=["protection"])
    write_for(cast, cast.tess, cast.maths_5a, [cast.omar])
    take_emergency_access(by=actor(cast.rolf), child=cast.elsa, unit=cast.school, reason="Oro", hours=24)
    delay(NOON.date() + DAY)
    take_emergency_access(by=actor(cast.rolf), child=cast.omar, unit=cast.school, reason="Oro", hours=24)
    assert in_emergency(cast.olga, cast, NOON + HOUR) == {cast.rolf.display_name}


def test_the_familys_pages_do_not_say_it(cast_today: Cast, client: Client) -> None:
    """A8: the omdöme's own list of readers."""
    cast = cast_today
    (text,) = write_for(cast, cast.tess, cast.maths_5a, [cast.omar])
    now = dt.datetime.now(dt.UTC)
    take_emergency_access(by=actor(cast.rolf, now), child=cast.omar, unit=cast.school, reason="Oro", hours=5)
    page = url("judgement_holders", text.public_id)
    assert ["Nödåtkomst" in shown(client, who, page) for who in (cast.olga, cast.omar, cast.tess)] == [True] * 3
    delay(now.date() + 30 * DAY)
    assert ["Nödåtkomst" in shown(client, who, page) for who in (cast.olga, cast.omar, cast.tess)] == [False] * 3
