"""Omdömen, and what happens with texts: drafts, reports, withholding: what each page and each act is called in the log."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGES: Mapping[str, Promise] = {
    "child_judgements": _("Läste barnets omdömen"),
    "child_judgements_pdf": _("Hämtade barnets omdömen på papper"),
    "class_judgements": _("Läste klassens omdömen"),
    "class_judgements_pdf": _("Hämtade klassens omdömen på papper"),
    "class_status": _("Såg vilka omdömen som saknas i klassen"),
    "device_key": _("Öppnade en sida där man skriver"),
    "expected_readers": _("Såg vem som kommer att kunna läsa"),
    "judgement": _("Läste omdömet"),
    "judgement_activities": _("Såg sina ämnen och grupper"),
    "judgement_history": _("Läste sina tidigare utkast till omdömet"),
    "judgement_holders": _("Såg vem som kan se omdömet"),
    "judgement_readers": _("Såg vem som har läst omdömet"),
    "keep_judgement_draft": _("Sparade ett utkast"),  # so the log called it until every place had drafts
    "left_drafts": _("Såg utkast som någon har lämnat efter sig"),
    "left_judgements": _("Såg omdömen som någon har lämnat efter sig"),
    "my_texts": _("Såg vad rektor har sagt om egna texter och anmälningar"),
    "print_unit_judgements": _("Började skriva ut enhetens omdömen"),
    "publish_judgements": _("Såg vad som ska publiceras"),
    "taken_draft": _("Läste ett övertaget utkast"),
    "text_report": _("Läste en anmälan av en text"),
    "text_reports": _("Såg anmälda texter"),
    "unit_status": _("Såg hur långt enhetens omdömen har kommit"),
    "write_judgements": _("Öppnade sidan där omdömen skrivs"),
}

ACTS: Mapping[str, Promise] = {
    "judgement.unit_printed": _("Skrev ut omdömen för enheten"),
    "draft.device_key_ended": _("Avslutade det som fanns på en enhet"),
    "draft.device_key_made": _("Fick en nyckel för utkast på en enhet"),
    "draft.device_keys_lapsed": _("Nycklar för utkast på enheter upphörde"),
    "draft.handed_on": _("Lämnade ett övertaget utkast till den som fortsätter"),
    "draft.kept": _("Sparade ett utkast"),
    "draft.taken_over": _("Tog över ett utkast vars författare har slutat"),
    "judgement.draft_kept": _("Sparade ett utkast"),
    "judgement.handed_over": _("Lämnade över ett påbörjat omdöme"),
    "judgement.published": _("Publicerade ett omdöme"),
    "judgement.written": _("Skrev i ett omdöme"),
    "record.withheld": _("Undanhöll en handling"),
    "records.handed_over": _("Överlämnade handlingar"),
    "text.report_handled": _("Hanterade en anmälan av en text"),
    "text.reported": _("Anmälde en text till rektor"),
}
