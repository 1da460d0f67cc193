"""Minutes with their agreements as a kind of record, and as documents."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import stockholm_day
from larka.core.documents import Column, Document, Fact, Header, List, Paragraph, Section, Signature, Table
from larka.records.kinds import PublicRecordState, RecordKind, Secrecy, register_kind
from larka.records.reportable import About, Reportable, register_reportable
from larka.records.schema import Part, RecordSchema
from larka.register.actor import Actor
from larka.talks.access.minutes import KIND, MINUTES_READ
from larka.talks.models import Agreement, AgreementConfirmation, MinutesVersion, Side, TalkMinutes
from larka.talks.records import SCHOOL_FORMS, when_in_words

Names = Mapping[int, str]
ROLE_WORDS = {
    "self": gettext_lazy("Eleven"),
    "guardian": gettext_lazy("Vårdnadshavare"),
    "other_responsible": gettext_lazy("Ansvarig vuxen"),
    "mentor": gettext_lazy("Mentor"),
    "preschool_staff": gettext_lazy("Förskolepersonal"),
}


def minutes_document(minutes: TalkMinutes, version: MinutesVersion | None = None, names: Names | None = None) -> Document:
    """What was put before all, as it was; of the newest also how it went. names: those that the reader may know; None: everybody's.

    Without a published version a document that says so.
    """
    shown, child = version or minutes.latest, minutes.child.display_name
    day = stockholm_day(shown.published_at).isoformat() if shown else ""
    return Document(
        title=_("Anteckningar och överenskommelser"),
        subject=f"{child}, {day}" if shown else child,
        facts=tuple(_facts(minutes, shown, names)),
        body=tuple(_body(minutes, shown, names)) if shown else (Paragraph(_("Ingenting är publicerat.")),),
        header=Header(child, day),
    )


def _facts(minutes: TalkMinutes, shown: MinutesVersion | None, names: Names | None) -> Iterator[Fact]:
    yield Fact(_("Barn") if minutes.school_form in ("FS", "FTH") else _("Elev"), minutes.child.display_name)
    yield Fact(_("Enhet"), minutes.unit.name)
    yield Fact(_("Läsår"), minutes.school_year.name)
    yield Fact(_("Samtal"), when_in_words(minutes.talk))
    if mentor := _name(minutes.talk.mentor_id, minutes.talk.mentor.display_name, names):
        yield Fact(_("Mentor"), mentor)
    if shown is not None:
        told = {"day": stockholm_day(shown.published_at).isoformat(), "number": shown.number}
        yield Fact(_("Publicerat"), _("%(day)s, version %(number)s") % told)
        if shown.reason:
            yield Fact(_("Ändrat därför att"), shown.reason, field="reason")


def _body(minutes: TalkMinutes, shown: MinutesVersion, names: Names | None) -> Iterator[Section]:
    if shown.text:
        yield Section(_("Anteckningar"), (Paragraph(shown.text),), field="text")
    if shown.promises:
        yield Section(_("Överenskommelser"), (_promises(shown.promises, _outcomes(minutes, shown)),), field="promises")
    agreed = minutes.confirmations.filter(number=shown.number).select_related("person", "noted_by").order_by("agreed_at", "pk")
    signatures = tuple(_signature(each, names) for each in agreed)
    if signatures:
        yield Section(_("Godkänt av"), signatures)


def _outcomes(minutes: TalkMinutes, shown: MinutesVersion) -> dict[str, Agreement]:
    """What became of each promise of the newest version."""
    if shown.pk != minutes.latest_id:
        return {}
    return {str(each.public_id): each for each in minutes.agreements.filter(followed_up_at__isnull=False)}


def _promises(promises: Iterable[Mapping[str, Any]], outcomes: Mapping[str, Agreement]) -> Table:
    titles = [_("Vem"), _("Gör vad"), _("Följs upp"), *([_("Så gick det")] if outcomes else [])]
    sides = dict(Side.choices)
    rows = []
    for promise in promises:
        row = [str(sides[promise["who"]]), promise["what"], day_in_words(promise["follow_up_on"])]
        if outcomes:
            row.append(outcomes[promise["id"]].outcome if promise["id"] in outcomes else "")
        rows.append(tuple(row))
    return Table(tuple(Column(title) for title in titles), tuple(rows))


def day_in_words(day: str | None) -> str:
    """A day of a promise, as people say it."""
    return date_format(dt.date.fromisoformat(day), "j F Y") if day else ""


def _signature(confirmation: AgreementConfirmation, names: Names | None) -> Signature:
    """By name where that may be told, else by role."""
    role = str(ROLE_WORDS.get(confirmation.role, ""))
    name = _name(confirmation.person_id, confirmation.person.display_name, names) or role
    return Signature(name, role=role if name != role else "", when=stockholm_day(confirmation.agreed_at).isoformat(),
                     how=how_in_words(confirmation))  # fmt: skip


def how_in_words(confirmation: AgreementConfirmation) -> str:
    """How somebody agreed."""
    words = {"page": _("godkände på sidan"), "room": _("godkände på samtalet"), "paper": _("godkände på papper")}
    return words[confirmation.how]


def _name(person: int, name: str, names: Names | None) -> str:
    return name if names is None else names.get(person, "")


def promises_section(minutes: TalkMinutes, version: MinutesVersion) -> Section:
    """The agreements of one version, for a development plan."""
    when = when_in_words(minutes.talk)
    points = tuple(_point(promise) for promise in version.promises)
    return Section(_("Samtalet %(when)s") % {"when": when}, (List(points),) if points else (), field="promises")


def _point(promise: Mapping[str, Any]) -> str:
    said = f"{dict(Side.choices)[promise['who']]}: {promise['what']}"
    day = day_in_words(promise["follow_up_on"])
    return f"{said} ({_('följs upp')} {day})" if day else said


def _public_record(minutes: TalkMinutes) -> PublicRecordState:
    """Put before all it is noted for good; what is being written is working material (C5)."""
    return "public record" if minutes.latest_id else "working material"


def _secrecy(minutes: TalkMinutes) -> Secrecy:
    """In preschool the presumption is secrecy (OSL 23:1), in school that it may be released (23:2)."""
    return "presumed secret" if minutes.school_form == "FS" else "presumed open"


def _about(_actor: Actor, minutes: TalkMinutes) -> About:
    author = minutes.latest.published_by_id if minutes.latest else minutes.written_by_id
    return About(child=minutes.child_id, unit=minutes.unit_id, author=author, title=_("Anteckningar från ett samtal"))


register_reportable(Reportable(KIND, gettext_lazy("Anteckningar från ett samtal"), MINUTES_READ, _about, "minutes"))
MINUTES = register_kind(
    RecordKind(
        key=KIND,
        label=gettext_lazy("Anteckningar och överenskommelser från samtal"),
        model=TalkMinutes,
        read=MINUTES_READ,
        document=minutes_document,
        schema=RecordSchema(
            version=1,
            fields=("talk", "shared", "text", "promises"),
            parts=(
                Part(
                    "versions", owner="minutes", order="number",
                    fields=("number", "text", "promises", "reason", "published_at", "published_by"),
                ),
                Part(
                    "agreements", owner="minutes", order="place",
                    fields=("public_id", "place", "who", "what", "follow_up_on", "dropped", "followed_up_at", "followed_up_by", "outcome"),
                ),
                Part(
                    "confirmations", owner="minutes", order="pk",
                    fields=("number", "person", "role", "agreed_at", "how", "noted_by"),
                ),
            ),
            current="latest",
        ),
        school_forms=SCHOOL_FORMS,
        public_record=_public_record,
        secrecy=_secrecy,
        leaves_with_child=True,
        purpose=gettext_lazy("Skriva ner vad skolan, eleven och hemmet kom överens om på utvecklingssamtalet, och följa upp det."),
        legal_basis=gettext_lazy(
            "Rättslig förpliktelse (artikel 6.1 c): skollagen (2010:800) 8 kap. 11 §, 9 kap. 11 §, 10 kap. 12–13 §§ och 15 kap. 20 §."
        ),
    )
)  # fmt: skip
