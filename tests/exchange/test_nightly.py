"""The register, every night: new and whole files only, what needs no confirmation is done, the rest waits."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.test import Client

from larka.exchange.actions import Outcome
from larka.exchange.nightly import MARKER, NotReadyError, read_tonight
from larka.people.models import ImportRun, PendingChange
from larka.register.models import Responsible
from tests.cast import NOON
from tests.exchange.small_register import Importer, SmallRegister, the
from tests.exchange.test_register_pages import office_of

pytestmark = pytest.mark.postgres15


def tonight(folder: Path, days: int = 1, waited: list[float] | None = None) -> Outcome:
    """Run it, a number of days after the first import."""
    wait = ([] if waited is None else waited).append
    return read_tonight(folder, NOON + dt.timedelta(days=days), wait).outcome


def test_what_needs_no_confirmation_is_done_and_the_rest_waits(imported: Importer, register: SmallRegister, client: Client) -> None:
    """B5: a new person is there in the morning, a removed guardian stays; the page tells of the night."""
    register.person("ny", "Nyberg", "2016-01-01")
    register.row("persons", "elsa")["responsibles"].pop(0)
    register.write(imported.folder)
    assert tonight(imported.folder) is Outcome.APPLIED
    run = ImportRun.objects.latest("pk")
    assert (run.origin, run.state, run.by_id, the("ny").family_name) == ("nightly", "applied", None, "Nyberg")
    assert PendingChange.objects.get().person == the("elsa")
    assert Responsible.objects.get(child=the("elsa"), person=the("elsas-mamma")).ends_on is None
    assert "nattlig inläsning" in office_of("sara", client).get("/register/inlasningar/").content.decode()


def test_the_same_files_are_not_read_again(imported: Importer) -> None:
    """B5: nor is a run of the night cut off counted as one."""
    assert tonight(imported.folder) is Outcome.APPLIED
    with pytest.raises(NotReadyError, match="desamma") as told:
        tonight(imported.folder, days=2)
    assert not told.value.is_wrong
    ImportRun.objects.filter(origin="nightly").update(state="applying")
    assert tonight(imported.folder, days=3) is Outcome.APPLIED


def test_files_that_are_missing_or_being_written_are_left(imported: Importer, register: SmallRegister) -> None:
    """B5: a marker says that they are whole, else nothing may change in a minute."""
    persons = imported.folder / "persons.json"
    waited: list[float] = []
    assert tonight(imported.folder, waited=waited) is Outcome.APPLIED
    register.write(imported.folder)
    marker = imported.folder / MARKER
    marker.touch()
    later = persons.stat().st_mtime + 5
    os.utime(marker, (later, later))
    assert tonight(imported.folder, waited=waited) is Outcome.APPLIED
    assert waited == [60]
    marker.unlink()
    with pytest.raises(NotReadyError, match="skrivs just nu"):
        read_tonight(imported.folder, NOON, lambda _seconds: persons.write_text("{"))
    persons.unlink()
    with pytest.raises(NotReadyError, match=r"persons\.json") as told:
        tonight(imported.folder)
    assert (told.value.is_wrong, ImportRun.objects.filter(origin="nightly").count()) == (True, 2)


def test_a_night_that_would_end_too_much_stops_and_says_so(imported: Importer, register: SmallRegister) -> None:
    """B5: half a file ends nothing while everybody sleeps."""
    for child in ("elsa", "omar", "nils"):
        register.drop("placements", f"fritids-{child}")
    register.write(imported.folder)
    assert tonight(imported.folder) is Outcome.TOO_MANY_ENDS
    assert (ImportRun.objects.latest("pk").state, the("elsa").placements.filter(ends_on=None).count()) == ("stopped", 2)
