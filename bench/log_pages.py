"""The pages that ask the whole log, on a log of many months: milliseconds of each, by the people who open them."""

import datetime as dt
import statistics
import time
from typing import Any

import psycopg

from bench.big_log import begun
from bench.browser import Browser
from bench.pages import visits

_TIMES = 5
_SLOW = 2.0


def page_times(connection: psycopg.Connection[Any], now: dt.datetime) -> dict[str, dict[str, float]]:
    """Each page: the first time it is opened, and the median after that."""
    from larka.cli.prepare import collect_static, compile_translations

    compile_translations()
    collect_static()
    from larka.serving import application

    with connection.cursor() as cursor:
        chosen = {page.key: found for page, found in visits(cursor)}
    officer = grant_officer(chosen["principal_home"][0].person)
    asked = {
        "Vem har läst? för vårdnadshavare": [
            (visit.person, visit.path.replace("/omdomen/", "/lasningar/")) for visit in chosen["guardian_judgements"]
        ],
        "Vårdnadshavarens startsida": [(visit.person, visit.path) for visit in chosen["guardian_home"]],
        "Vem har läst på enheten, för rektor": [(visit.person, f"{visit.path}lasningar/") for visit in chosen["unit"]],
    }
    asked |= {name: [(officer, f"/dataskydd/?{question}")] for name, question in searches(connection, now).items()}
    asked["Larmen"] = [(officer, "/dataskydd/larm/")]
    browsers: dict[str, Browser] = {}
    return {name: times(application, browsers, who) for name, who in asked.items()}


def grant_officer(person: str) -> str:
    """This person is the data protection officer, too."""
    from larka.people.actions.roles import grant_role
    from larka.register.actor import Actor
    from larka.register.choices import Role
    from larka.register.models import Person

    by = Actor.operator(dt.datetime.now(dt.UTC))
    found = Person.objects.get(source_id=person)
    if not found.role_grants.filter(role=Role.DATA_PROTECTION_OFFICER).exists():
        role, decision = Role.DATA_PROTECTION_OFFICER, "KS 2026-2"
        grant_role(by=by, person=found, role=role, unit=None, starts_on=by.today, ends_on=None, decision=decision, external=True)
    return person


def searches(connection: psycopg.Connection[Any], now: dt.datetime) -> dict[str, str]:
    """What an officer looks for: in the last week, on one day, and in the whole log."""
    found = connection.execute(
        "SELECT c.public_id, m.public_id FROM bench_child b JOIN register_person c ON c.id = b.child"
        " JOIN register_person m ON m.id = b.mentor WHERE c.protection = 'none' AND m.protection = 'none' ORDER BY b.number LIMIT 1"
    ).fetchone()
    assert found
    child, person = (each.hex for each in found)
    day, week, first = now.date() - dt.timedelta(days=200), now.date() - dt.timedelta(days=6), begun(now).date()
    spans = {"dag": f"from_day={day}&to_day={day}", "vecka": f"from_day={week}&to_day={now.date()}"}
    whole = f"from_day={first}&to_day={now.date()}"
    asked = {f"Sökning: en {span}": days for span, days in spans.items()}
    asked |= {f"Sökning: ett barn, en {span}": f"{days}&children={child}" for span, days in spans.items()}
    asked |= {f"Sökning: en person, en {span}": f"{days}&people={person}" for span, days in spans.items()}
    more = {"ett barn": f"children={child}", "en person": f"people={person}", "person och barn": f"children={child}&people={person}"}
    more |= {"nekat": "kind=refused", "en handling": "action=class_status", "en ovanlig handling": "action=demo.loaded"}
    more |= {"en roll": "role=mentor", "en roll som ingen har": "role=archivist"}
    asked |= {f"Sökning: {name}, hela loggen": f"{whole}&{question}" for name, question in more.items()}
    return asked | {"Sökning: hela loggen": whole}


def times(application: Any, browsers: dict[str, Browser], who: list[tuple[str, str]]) -> dict[str, float]:
    """Milliseconds; what is slow is asked fewer times."""
    took = []
    for person, address in [*who] * (_TIMES if len(who) == 1 else 2):
        if person not in browsers:
            browsers[person] = Browser(application)
            browsers[person].sign_in(person)
        started = time.perf_counter()
        answer = browsers[person].ask(address)
        took.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"{address.split('/')[1]} svarade {answer.status}")
        if len(took) > 2 and took[-1] > _SLOW:
            break
    return {"first_ms": round(took[0] * 1e3, 1), "median_ms": round(statistics.median(took[1:]) * 1e3, 1)}
