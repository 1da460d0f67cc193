"""What is written in Lärka stays, whatever the register's files say."""

import datetime as dt

from larka.register.models import Organisation, Responsible, Restriction, RoleGrant
from tests.exchange.small_register import Importer, SmallRegister, the
from tests.exchange.test_register_pages import LONG_AGO


def test_local_restrictions_and_decisions_survive_every_import(imported: Importer, register: SmallRegister) -> None:
    """A17, B5: what is written in Lärka no import ends, whatever the files lack; not at the new school year either."""
    elsa, father, rolf = the("elsa"), the("elsas-pappa"), the("rolf")
    Restriction.objects.create(child=elsa, person=father, reference="TR 1", starts_on=LONG_AGO)
    given = Responsible.objects.create(
        child=elsa, person=the("bos-mamma"), relation="good_man", in_effect=True, decision="SN 7", starts_on=LONG_AGO,
        ends_on=dt.date(2027, 6, 1), decided_by=rolf,
    )  # fmt: skip
    RoleGrant.objects.create(
        person=rolf, role="archivist", unit=Organisation.objects.get(kind="huvudman"), starts_on=LONG_AGO, decision="B"
    )
    before = [list(model.objects.order_by("pk").values()) for model in (Restriction, RoleGrant)]
    register.drop("persons", "elsas-pappa")
    for n, rollover in enumerate((False, True, False)):
        imported(register, days=n + 1, rollover=rollover)
        register.row("persons", "elsa")["responsibles"].clear()
    assert [list(model.objects.order_by("pk").values()) for model in (Restriction, RoleGrant)] == before
    given.refresh_from_db()
    assert (given.in_effect, given.ends_on, given.decision) == (True, dt.date(2027, 6, 1), "SN 7")
