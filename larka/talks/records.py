"""Talks as a kind of record, and as a document."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import STOCKHOLM
from larka.core.documents import Column, Document, Fact, Header, List, Paragraph, Section, Table
from larka.records.kinds import PublicRecordState, RecordKind, Secrecy, register_kind
from larka.records.schema import RecordSchema
from larka.register.models import Person
from larka.talks.access import KIND, TALK_READ
from larka.talks.models import Talk, TalkRound
from larka.talks.queries.reading import opened_later

SCHOOL_FORMS = ("FS", "FKLASS", "FTH", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")
_FIELDS = (
    "round", "slot", "mentor", "starts_at", "ends_at", "mode", "room", "link", "interpreter", "shared", "booked_for", "booked_by",
    "booked_at", "word", "word_by", "cancelled_at", "cancelled_by", "called_off", "reason", "held_at", "held_by", "took_part", "others",
    "with_home",
)  # fmt: skip


def talk_document(talk: Talk, names: Mapping[int, str] | None = None) -> Document:
    """What is kept of a talk: all of it for the archive; a page takes away what its reader may not read (``without``).

    names: those whose names its reader may know; None: everybody's.
    """
    day = talk.starts_at.astimezone(STOCKHOLM).date().isoformat()
    return Document(
        title=_("Utvecklingssamtal"),
        subject=f"{talk.child.display_name}, {day}",
        facts=tuple(Fact(label, value) for label, value in _facts(talk, names) if value),
        body=tuple(_sections(talk)),
        header=Header(talk.child.display_name, day),
    )


def _facts(talk: Talk, names: Mapping[int, str] | None) -> Iterator[tuple[str, str]]:
    yield _("Barn") if talk.school_form in ("FS", "FTH") else _("Elev"), talk.child.display_name
    yield _("Enhet"), talk.unit.name
    yield _("Läsår"), talk.school_year.name
    yield _("Tid"), when_in_words(talk)
    yield _("Hur"), _how(talk)
    yield _("Mentor"), talk.mentor.display_name
    yield _("Tolk"), talk.interpreter
    yield _("Läge"), state_in_words(talk)
    yield _("Deltog"), ", ".join(filter(None, (*_present(talk, names), talk.others)))


def _present(talk: Talk, names: Mapping[int, str] | None) -> list[str]:
    people = Person.objects.filter(pk__in=talk.took_part).order_by("display_sort_key", "pk").values_list("pk", "display_name")
    return [name for pk, name in people if names is None or pk in names]


def when_in_words(talk: Talk) -> str:
    """Day and clock in Stockholm, as people say them (A19)."""
    starts, ends = talk.starts_at.astimezone(STOCKHOLM), talk.ends_at.astimezone(STOCKHOLM)
    if talk.round_id is None:
        return date_format(starts, "j F Y")
    return f"{date_format(starts, 'l j F Y')} {starts:%H:%M}–{ends:%H:%M}"


def state_in_words(talk: Talk) -> str:
    """Booked, held, cancelled by the family or called off by the school; or said to have been held by mistake."""
    return {
        "booked": _("Bokat"), "held": _("Hållet"), "cancelled": _("Avbokat"), "called_off": _("Inställt"),
        "mistaken": _("Antecknat av misstag"),
    }[talk.state]  # fmt: skip


def round_document(started: TalkRound, talks: Sequence[Talk], without: Sequence[str]) -> Document:
    """The list of a round, for whoever leads it."""
    columns = tuple(Column(title) for title in (_("Tid"), _("Namn"), _("Hur"), _("Tolk"), _("Mentor")))
    rows = tuple((when_in_words(talk), talk.child.display_name, _how(talk), talk.interpreter, talk.mentor.display_name) for talk in talks)
    body = (Table(columns, rows),) if rows else (Paragraph(_("Ingen har bokat än.")),)
    rest = (Section(_("Har ingen tid"), (List(tuple(without)),)),) if without else ()
    return Document(
        title=started.name, subject=started.group.name, facts=(Fact(_("Grupp"), started.group.name),), body=(*body, *rest),
        header=Header(started.group.name, started.name),
    )  # fmt: skip


def _how(talk: Talk) -> str:
    whose = "" if talk.shared else _("enskilt")
    return " · ".join(filter(None, (talk.get_mode_display() if talk.mode else "", talk.room, whose)))


def _sections(talk: Talk) -> Iterator[Section]:
    if talk.word:
        yield Section(_("Några ord till mentorn"), (Paragraph(talk.word),), field="word")
    if talk.reason:
        yield Section(_("Skäl till ändringen"), (Paragraph(talk.reason),), field="reason")


def _public_record(talk: Talk) -> PublicRecordState:
    """Held, it is noted for good; a word from home is received; a mere booking is working material (C5)."""
    if talk.held_at is not None:
        return "public record"
    return "received" if talk.word else "working material"


def _secrecy(talk: Talk) -> Secrecy:
    """In preschool the presumption is secrecy (OSL 23:1), in school that it may be released (23:2)."""
    return "presumed secret" if talk.school_form == "FS" else "presumed open"


TALK = register_kind(
    RecordKind(
        key=KIND,
        label=gettext_lazy("Utvecklingssamtal"),
        model=Talk,
        read=TALK_READ,
        document=talk_document,
        schema=RecordSchema(
            version=2,
            fields=_FIELDS,
        ),
        school_forms=SCHOOL_FORMS,
        public_record=_public_record,
        secrecy=_secrecy,
        leaves_with_child=True,
        opened_later=opened_later,
        purpose=gettext_lazy("Boka utvecklingssamtal och visa att varje barn har fått dem i tid."),
        legal_basis=gettext_lazy(
            "Rättslig förpliktelse (artikel 6.1 c): skollagen (2010:800) 8 kap. 11 §, 9 kap. 11 §, 10 kap. 12 § och 15 kap. 20 §."
        ),
    )
)
