"""One data folder measured from inside one process: ``python -m bench.inside REQUESTS``, in the environment of the folder. JSON out."""

import gc
import gzip
import json
import re
import resource
import sys
import time
from dataclasses import asdict
from typing import Any

from bench.browser import Application, Browser
from bench.log_in import costs
from bench.logged import LOGGED, shares
from bench.measure import Cost, measure
from bench.pages import Visit, visits
from bench.people import guardians, make_ready, offices

_PAPERS = 20
ROUNDS = 5
# Measured before the others of each round: eight people who open every page hundreds of times are soon in the log as nobody else is.
_OF_THE_LOG = ("child_readings", "log_search")
_ASSET = re.compile(rb'(?:href|src)="(/static/[^"#]+)')


class Browsers:
    """A signed-in browser for each person and application."""

    def __init__(self, product: Application) -> None:
        self.product = product
        self.cookies: dict[str, dict[str, str]] = {}

    def of(self, visits: list[Visit], application: Application | None = None, path: str = "") -> list[tuple[Browser, str]]:
        """Browser and address of each visit."""
        return [(Browser(application or self.product, self._signed_in(visit.person)), path or visit.path) for visit in visits]

    def _signed_in(self, person: str) -> dict[str, str]:
        if person not in self.cookies:
            browser = Browser(self.product)
            browser.sign_in(person)
            self.cookies[person] = browser.cookies
        return self.cookies[person]


def main(requests: int) -> dict[str, Any]:
    """Every page and both floors, round after round; of each the round that other work disturbed least."""
    from django.db import connection

    from bench.floor import floor_application
    from larka.serving import application

    with connection.cursor() as cursor:
        chosen = list(visits(cursor))
        plain, with_app = guardians(cursor)
        names = make_ready(plain, with_app, offices(cursor))
    browsers, at_floor = Browsers(application), floor_application()
    gc.collect()
    gc.freeze()
    whom = {page.key: browsers.of(found) for page, found in sorted(chosen, key=lambda row: row[0].key not in _OF_THE_LOG)}
    whom |= {"floor": browsers.of(chosen[0][1], at_floor, "/"), "bare_floor": browsers.of(chosen[0][1], floor_application(bare=True), "/")}
    rounds = [{key: measure(who, requests // ROUNDS) for key, who in whom.items()} for _ in range(ROUNDS)]
    best = {key: lowest([measured[key] for measured in rounds]).as_dict() for key in whom}
    listed = {page.key: found for page, found in chosen}
    logged = {key: who for key, who in whom.items() if key in LOGGED}
    return {
        "floor": best.pop("floor"),
        "bare_floor": best.pop("bare_floor"),
        "pages": best,
        "log_in": costs(application, plain, with_app, names),
        "logging": shares(logged, requests),
        "sizes": sizes(browsers, listed),
        "papers": papers(browsers, listed),
        "visits": {key: [asdict(visit) for visit in found] for key, found in listed.items()},
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def lowest(rounds: list[Cost]) -> Cost:
    """The least disturbed of the measurements: the machine gives and takes a third, for the floor and the pages alike."""
    return min(rounds, key=lambda cost: cost.cpu)


def sizes(browsers: Browsers, listed: dict[str, list[Visit]]) -> dict[str, float]:
    """Kilobytes over the wire of the first visit to a class page and of the next, and how many requests the first takes."""
    ((browser, address), *_) = browsers.of(listed["class_list"])
    page = browser.ask(address).body
    assets = sorted({found.decode() for found in _ASSET.findall(page)})
    fetched = [browser.ask(asset) for asset in assets]
    compressed = len(gzip.compress(page))
    return {
        "page": len(page) / 1024,
        "first": (compressed + sum(len(answer.body) for answer in fetched)) / 1024,
        "first_requests": 1 + len(assets),
        "next": compressed / 1024,
    }


def papers(browsers: Browsers, listed: dict[str, list[Visit]]) -> dict[str, float]:
    """One pupil's term as PDF, by its page, and a class set of 28 made of one class's omdömen."""
    import datetime as dt

    from larka.assessments.records import class_document
    from larka.core.documents import render_pdf

    ((browser, address), *_) = browsers.of(listed["guardian_judgements"])
    found = re.search(rb'href="([^"]+/pdf/[^"]*)"', browser.ask(address).body)
    assert found, "sidan har ingen länk till PDF"
    one = found[1].decode()
    started = time.perf_counter()
    for _ in range(_PAPERS):
        assert browser.ask(one).status == 200
    single = (time.perf_counter() - started) / _PAPERS
    document = class_document(class_set(listed["class_list"][0]), "Omdömen")
    assert document is not None
    started = time.perf_counter()
    render_pdf(document, made_at=dt.datetime.now(dt.UTC))
    return {"per_second": 1 / single, "class_set_seconds": time.perf_counter() - started}


def class_set(visit: Visit, pupils: int = 28) -> list[dict[str, Any]]:
    """The newest whole term of a class, filled up to 28 pupils with the first ones once more."""
    from itertools import groupby

    from django.db.models import F

    from larka.assessments.models import Judgement
    from larka.register.models import Group

    group = Group.objects.get(public_id=visit.path.split("/")[2])
    rows: Any = Judgement.objects.filter(
        child__memberships__group=group, term__ends_on__lt=group.ends_on or "9999-12-31", latest__isnull=False
    )
    term = rows.order_by("term__starts_on").values_list("term_id", flat=True).first()
    named = rows.filter(term=term).order_by("child_id", "syllabus__sort_key").values(
        "child_id", child_name=F("child__display_name"), term_name=F("term__name"), subject=F("syllabus__name"), unit_name=F("unit__name"),
        published_text=F("latest__text"), number=F("latest__number"), published_on=F("latest__published_at"),
        author=F("latest__published_by__display_name"),
    )  # fmt: skip
    children = [list(own) for _child, own in groupby(named, key=lambda row: row["child_id"])]
    more = [[{**row, "child_id": -row["child_id"]} for row in own] for own in children[: max(0, pupils - len(children))]]
    return [row for own in [*children, *more][:pupils] for row in own]


if __name__ == "__main__":
    from larka.cli.database import bring_up_to_date, database
    from larka.cli.prepare import collect_static, compile_translations

    compile_translations()
    with database():
        bring_up_to_date()
        collect_static()
        json.dump(main(int(sys.argv[1])), sys.stdout)
