"""Forms and their templates: what each page and each act is called in the log."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGES: Mapping[str, Promise] = {
    "child_forms": _("Såg barnets formulär"),
    "field_holders": _("Såg vem som kan se ett svar"),  # so the log called it until every kind had forms
    "form_round": _("Såg hur långt gruppens formulär har kommit"),
    "form_rounds": _("Såg sina gruppers formulär"),
    "move_forms": _("Såg vilka formulär som ska föras vidare"),
    "new_template": _("Öppnade sidan för en ny formulärmall"),
    "open_questionnaire": _("Öppnade sidan där ett formulär öppnas igen"),  # so the log called it until every kind had forms
    "questionnaire_open": _("Öppnade sidan där ett formulär öppnas igen"),
    "questionnaire_holders": _("Såg vem som kan se ett svar"),
    "questionnaire": _("Öppnade ett formulär"),
    "questionnaire_history": _("Läste ett formulärs historik"),
    "questionnaire_json": _("Hämtade ett formulär som data"),
    "questionnaire_file": _("Öppnade en fil i ett formulär"),
    "questionnaire_file_download": _("Hämtade en fil i ett formulär"),
    "questionnaire_file_figure": _("Såg hur långt en fil i ett formulär har kommit"),
    "questionnaire_file_small": _("Såg en fil i ett formulär"),
    "questionnaire_pdf": _("Hämtade ett formulär på papper"),
    "questionnaire_readers": _("Såg vem som har läst formuläret"),
    "change_round": _("Öppnade sidan där en grupps formulär ändras"),
    "start_form": _("Öppnade sidan där formulär startas"),
    "template": _("Öppnade en formulärmall"),
    "template_differences": _("Jämförde versioner av en formulärmall"),
    "template_new_question": _("Öppnade en fråga i en formulärmall"),
    "template_preview": _("Förhandsgranskade en formulärmall"),
    "template_publish": _("Granskade en formulärmall"),
    "template_question": _("Öppnade en fråga i en formulärmall"),
    "template_section": _("Öppnade ett avsnitt i en formulärmall"),
    "template_whole": _("Öppnade en formulärmalls rubrik och steg"),
    "templates": _("Såg sina formulärmallar"),
}

ACTS: Mapping[str, Promise] = {
    "questionnaire.answered": _("Skrev i ett formulär"),
    "questionnaire.moved": _("Förde ett formulär till ett annat steg"),
    "questionnaire.published": _("Publicerade ett formulär"),
    "questionnaire.started": _("Startade ett formulär"),
    "questionnaire.round_changed": _("Ändrade namn eller sista dag för en grupps formulär"),
    "questionnaire.round_removed": _("Tog bort en grupps formulär som inget var skrivet i"),
    "template.changed": _("Ändrade en formulärmall"),
    "template.change_undone": _("Ångrade en ändring i en formulärmall"),
    "template.changes_discarded": _("Kastade ändringarna i en formulärmall"),
    "template.made": _("Gjorde en formulärmall"),
    "template.published": _("Publicerade en formulärmall"),
    "template.restored": _("Tog en formulärmall i bruk igen"),
    "template.retired": _("Tog en formulärmall ur bruk"),
    "template.version_begun": _("Började på en ny version av en formulärmall"),
}
