"""The record of processing (artikel 30) as a document: the same for page, PDF and print."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from larka.core.documents import Column, Document, Fact, Facts, Header, Heading, List, Notice, Paragraph, Section, Table
from larka.privacy.columns import field_in_words, table_in_words
from larka.privacy.queries.information import Described, Information, Kept
from larka.records.classification import field_classes


def record_of_processing(told: Information, day: dt.date) -> Document:
    """Controller and officer first, then each activity; last what is the same for all of them."""
    title, contact = _("Register över behandling av personuppgifter"), told.contact
    facts = [(_("Personuppgiftsansvarig"), told.controller), (_("Organisationsnummer"), contact["organisation_number"])]
    facts += [(_("Adress"), contact["address"]), (_("E-post"), contact["email"]), (_("Telefon"), contact["phone"])]
    facts += [(_("Dataskyddsombud"), officer(told)), (_("Gäller per"), day.isoformat())]
    lacking = _("Det här saknas i registret: %(what)s.") % {"what": "; ".join(told.missing)}
    return Document(
        title=title,
        language=get_language() or "sv",
        facts=tuple(Fact(term, value) for term, value in facts if value),
        body=(
            *((Notice(lacking, tone="warning"),) if told.missing else ()),
            *(Section(each.label, tuple(_body(each))) for each in told.activities),
            Section(_("Gemensamt för alla behandlingar"), tuple(_common(told))),
        ),
        header=Header(title, day.isoformat()),
        classification="",
    )


def officer(told: Information) -> str:
    """Name and ways to reach the data protection officer, as far as they are told."""
    return ", ".join(filter(None, (told.contact[key] for key in ("officer", "officer_email", "officer_phone"))))


def _body(each: Described) -> Iterator[Any]:
    facts = (
        Fact(_("Ändamål"), each.purpose),
        Fact(_("Rättslig grund"), " ".join(each.legal_basis)),
        Fact(_("Kategorier av registrerade"), ", ".join(each.people)),
        Fact(_("Kategorier av uppgifter"), each.data),
    )
    yield Facts(facts)
    yield Heading(_("Hur länge"), 2)
    yield from (Paragraph(kept_in_words(kept)) for kept in each.kept)
    columns = (Column(_("Tabell")), Column(_("Personuppgifter")), Column(_("Känsliga eller skyddsvärda")))
    yield Table(columns, tuple(_fields(model) for model in each.tables), caption=_("Uppgifterna, fält för fält"), row_headers=True)


def kept_in_words(kept: Kept) -> str:
    """School forms, how long, and the decision."""
    decision = _("Beslut: %(decision)s.") % {"decision": kept.decision} if kept.decision else ""
    return " ".join(filter(None, (f"{kept.forms}:" if kept.forms else "", kept.words, decision)))


def _fields(model: type[Model]) -> tuple[str, str, str]:
    """One table: its name and its fields by class, in the register's own words."""
    classes = field_classes(model)
    named = {
        name: ", ".join(dict.fromkeys(field_in_words(model, field) for field in classes if classes[field] == name))
        for name in ("personal", "sensitive")
    }
    return table_in_words(model), named["personal"], named["sensitive"]


def _common(told: Information) -> Iterator[Any]:
    yield Heading(_("Mottagare"), 2)
    yield List(tuple(recipients(told)))
    yield Heading(_("Tredje land"), 2)
    yield Paragraph(third_countries(told))
    yield Heading(_("Säkerhetskopior"), 2)
    yield Paragraph(backups())
    yield Heading(_("Skydd"), 2)
    yield List(
        (
            _("Den som inte har med barnet att göra i dag når ingenting om det: samma regel styr sidor, listor, sökning och utskick."),
            _login(told),
            _("Varje läsning loggas och kan följas av familjen; loggen går inte att ändra."),
            _("Bilder, särskilt skyddsvärda texter och säkerhetskopior är krypterade, med en nyckel per barn som kan förstöras."),
            _("Skyddade personuppgifter visas bara för dem som måste kunna se dem."),
        )
    )  # fmt: skip


def _login(told: Information) -> str:
    """F3: how surely the staff come in, as the huvudman has decided."""
    if told.two_steps == "always":
        return _("Personal loggar in med två steg.")
    if told.two_steps == "sensitive":
        return _("Personal loggar in med lösenord, och med två steg för känsliga uppgifter.")
    return _("Personal loggar in med lösenord.")


def recipients(told: Information) -> Iterator[str]:
    """Who is given anything, beside the school and the family."""
    yield told.contact["processors"] or _("Vilka som driver systemet åt den personuppgiftsansvarige är inte ifyllt än.")
    if told.providers:
        yield _("Vid inloggning: %(providers)s, som intygar vem du är.") % {"providers": ", ".join(told.providers)}
    yield _("Nästa skola eller huvudman, när barnet byter, det som de behöver (skollagen 3 kap. 12 j §).")
    yield _("Kommunens arkiv, för handlingar som ska bevaras.")
    yield _("Den som begär ut en allmän handling, efter prövning av sekretessen.")
    if told.push:
        yield _("Webbläsarens och telefonens tillverkare, som förmedlar en tom signal om att något har hänt till den som har valt det.")
    if told.sms:
        yield _("Sms-leverantören och telefonoperatören, som får mobilnumret och en text utan namn, för den som har valt sms.")
    if told.push or told.sms:
        yield _("Inga uppgifter lämnas till annonsörer eller statistiktjänster.")
    else:
        yield _("Inga uppgifter lämnas till annonsörer, statistiktjänster eller andra företag.")


def third_countries(told: Information) -> str:
    """A15: none; where the huvudman lets browsers be told, an empty signal to who has asked for it."""
    if told.push:
        return _(
            "Inget innehåll förs över till land utanför EU och EES. Den som har valt notiser i webbläsaren får en tom signal, "
            "som webbläsarens tillverkare kan förmedla från ett sådant land."
        )
    return _("Inga uppgifter förs över till land utanför EU och EES. Sidorna hämtar ingenting från andra platser på nätet.")


def backups() -> str:
    """Q5: what is removed lives on in backups for a while, and a destroyed key ends it sooner."""
    told = _("Säkerhetskopior är krypterade och sparas i 35 dagar. Nycklarna kopieras för sig och sparas i %(days)s dagar.")
    return told % {"days": settings.VAULT_BACKUP_DAYS}
