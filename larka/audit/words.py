"""What each act in the log is called in plain words. A guard test finds the act that has none."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

# Pages, by the name of their address: what the reader did.
PAGES: Mapping[str, Promise] = {
    "adult_access": _("Såg vilka vuxna som får läsa"),
    "application": _("Läste en ansökan om konto"),
    "applications": _("Såg ansökningar om konto"),
    "child": _("Öppnade barnets sida"),
    "child_decisions": _("Såg beslut om barnet"),
    "child_judgements": _("Läste barnets omdömen"),
    "child_judgements_pdf": _("Hämtade barnets omdömen på papper"),
    "child_readings": _("Såg vem som har läst"),
    "children": _("Såg sina barn"),
    "child_needs": _("Såg vilka som får se ett skyddat barns adress"),
    "class_judgements": _("Läste klassens omdömen"),
    "class_judgements_pdf": _("Hämtade klassens omdömen på papper"),
    "class_status": _("Såg vilka omdömen som saknas i klassen"),
    "device_key": _("Öppnade en sida där man skriver"),
    "contacts": _("Öppnade kontaktlistan"),
    "emergencies": _("Såg nödåtkomsterna"),
    "emergency": _("Öppnade sidan för nödåtkomst"),
    "expected_readers": _("Såg vem som kommer att kunna läsa"),
    "group": _("Öppnade gruppens sida"),
    "group_letters": _("Hämtade brev om inloggning"),
    "group_logins": _("Såg vilka i klassen som aldrig har loggat in"),
    "groups": _("Såg sina grupper"),
    "cancel_job": _("Såg frågan om att avbryta ett jobb"),
    "failed_jobs": _("Såg arbete i bakgrunden som har misslyckats"),
    "job": _("Såg hur långt ett jobb har kommit"),
    "job_result": _("Hämtade resultatet av ett jobb"),
    "my_jobs": _("Såg sina jobb"),
    "home": _("Öppnade sin startsida"),
    "judgement": _("Läste omdömet"),
    "judgement_activities": _("Såg sina ämnen och grupper"),
    "judgement_history": _("Läste sina tidigare utkast till omdömet"),
    "judgement_holders": _("Såg vem som kan se omdömet"),
    "judgement_readers": _("Såg vem som har läst omdömet"),
    "keep_judgement_draft": _("Sparade ett utkast"),  # so the log called it until every place had drafts
    "left_judgements": _("Såg omdömen som någon har lämnat efter sig"),
    "log_alarms": _("Såg larmen"),
    "log_search": _("Sökte i loggen"),
    "needs": _("Såg dokumenterade behov"),
    "notice_choices": _("Såg hur hon eller han får veta nytt"),
    "notices": _("Såg sina notiser"),
    "add_browser": _("Lät en webbläsare visa notiser"),
    "forget_browsers": _("Lät ingen webbläsare visa notiser"),
    "offices": _("Såg vilka enheters behörigheter som går att ändra"),
    "paper_application": _("Skrev in en ansökan om konto"),
    "person": _("Öppnade någons presentation"),
    "profile": _("Öppnade sin profil"),
    "profile_readers": _("Såg vem som kan se den egna profilen"),
    "profile_seen_by_others": _("Såg sin profil som andra ser den"),
    "protection": _("Såg vilka som har arbetsnamn"),
    "protected_contact": _("Läste ett skyddat barns adress, telefon och enhet"),
    "proxies": _("Såg sina fullmakter"),
    "publish_judgements": _("Såg vad som ska publiceras"),
    "register": _("Såg läget för registret"),
    "register_problems": _("Såg problem i en inläsning av registret"),
    "register_problems_file": _("Hämtade problemen i en inläsning av registret"),
    "register_quality": _("Såg fel och luckor i registret"),
    "register_run": _("Såg en inläsning av registret"),
    "register_runs": _("Såg registrets inläsningar"),
    "register_same_person": _("Såg två poster för samma person"),
    "register_upload": _("Öppnade sidan där registret läses in"),
    "register_waiting": _("Såg ändringar som väntar på bekräftelse"),
    "renew_login": _("Öppnade sidan för nya inloggningar"),
    "roles": _("Såg vem som har fått roller genom beslut"),
    "search": _("Sökte personer och grupper"),
    "substitutes": _("Såg enhetens vikarier"),
    "unit": _("Öppnade enhetens sida"),
    "unit_everyone": _("Såg vilka som nås av det som skrivs till hela enheten"),
    "unit_decisions": _("Såg vad som väntar på beslut på enheten"),
    "unit_logins": _("Såg vilka på enheten som aldrig har loggat in"),
    "unit_quality": _("Såg fel och luckor i enhetens register"),
    "unit_renew_login": _("Öppnade sidan för nya inloggningar på enheten"),
    "unit_readings": _("Såg vem som har läst på enheten"),
    "unit_roles": _("Såg vem som har vilken roll på enheten"),
    "unit_status": _("Såg hur långt enhetens omdömen har kommit"),
    "unmatched_applications": _("Såg ansökningar som inte stämmer med registret"),
    "units": _("Såg sina enheter"),
    "write_judgements": _("Öppnade sidan där omdömen skrivs"),
}
# What was done, by the name that the action logs.
ACTS: Mapping[str, Promise] = {
    "job.begun": _("Arbetet med ett jobb började"),
    "job.cancelled": _("Avbröt ett jobb"),
    "job.done": _("Ett jobb blev klart"),
    "job.results_removed": _("Tog bort resultat av jobb vars tid var ute"),
    "job.started": _("Startade ett jobb"),
    "job.stopped": _("Ett jobb stannade"),
    "work.failed": _("Arbete i bakgrunden misslyckades"),
    "work.retried": _("Lät misslyckat arbete göras om"),
    "work.set_aside": _("Lade misslyckat arbete åt sidan"),
    "account.identities_forgotten": _("Lät en ny inloggning avgöra vem någon är hos en identitetsutfärdare"),
    "account.identity_confirmed": _("Bekräftade hos en identitetsutfärdare vem det är"),
    "account.identity_connected": _("Kopplade en identitetsutfärdare till sitt konto"),
    "account.identity_refused": _("Släpptes inte in genom en identitetsutfärdare"),
    "account.language_chosen": _("Valde språk"),
    "account.second_factor_added": _("Kopplade ett andra steg till sitt konto"),
    "account.second_factor_removed": _("Tog bort ett andra steg från sitt konto"),
    "account.second_factor_given": _("Gav sitt andra steg"),
    "account.second_factor_failed": _("Gav fel kod i andra steget"),
    "account.recovery_codes_made": _("Skapade nya reservkoder"),
    "account.sign_in_failed": _("Skrev fel lösenord"),
    "account.sign_in_held_back": _("Fick vänta efter många fel lösenord"),
    "account.sessions_ended": _("Avslutade egna inloggningar"),
    "account.email_change_asked": _("Bad om en ny e-postadress för kontot"),
    "account.email_changed": _("Ändrade kontots e-postadress"),
    "account.password_asked": _("Bad om ett nytt lösenord"),
    "account.password_asking_held_back": _("Fick vänta efter många frågor om nytt lösenord"),
    "account.password_changed": _("Bytte lösenord"),
    "account.password_link_sent": _("Fick en länk till ett nytt lösenord"),
    "account.password_replaced": _("Valde ett nytt lösenord med en länk"),
    "account.signed_in": _("Loggade in"),
    "adult_access.given": _("Släppte in en vuxen"),
    "adult_access.taken_back": _("Tog tillbaka en vuxens tillgång"),
    "alarm.handled": _("Antecknade vad ett larm ledde till"),
    "alarm.raised": _("Ett larm väcktes"),
    "audit.disposed": _("Gallrade loggen enligt beslut"),
    "demo.loaded": _("Läste in demokommunen"),
    "draft.device_key_ended": _("Avslutade det som fanns på en enhet"),
    "draft.device_key_made": _("Fick en nyckel för utkast på en enhet"),
    "draft.device_keys_lapsed": _("Nycklar för utkast på enheter upphörde"),
    "draft.kept": _("Sparade ett utkast"),
    "emergency.ended": _("Avslutade nödåtkomst"),
    "emergency.notice_delayed": _("Beslutade att familjen får veta om nödåtkomst senare"),
    "emergency.reviewed": _("Granskade nödåtkomst"),
    "emergency.taken": _("Tog nödåtkomst"),
    "judgement.draft_kept": _("Sparade ett utkast"),
    "judgement.handed_over": _("Lämnade över ett påbörjat omdöme"),
    "judgement.published": _("Publicerade ett omdöme"),
    "judgement.written": _("Skrev i ett omdöme"),
    "limit.too_large": _("Skickade mer än som tas emot"),
    "limit.too_often": _("Frågade för ofta och fick vänta"),
    "key.destroyed": _("Förstörde nyckeln till förseglade texter enligt beslut"),
    "key.joined": _("Lät två sammanslagna poster läsas med varandras nycklar"),
    "key.parted": _("Skilde nycklarna åt efter en delad sammanslagning"),
    "ledger.replayed": _("Gjorde om gallringar ur liggaren efter en återläsning"),
    "log.exported": _("Hämtade ett utdrag ur loggen"),
    "login.renewal_asked": _("Begärde en ny inloggning åt någon som har ett uppdrag"),
    "login.renewal_declined": _("Avböjde en ny inloggning"),
    "login.renewed": _("Gjorde en ny inloggning åt någon"),
    "login.sessions_ended": _("Avslutade någons inloggningar"),
    "need.documented": _("Dokumenterade behov av att se ett skyddat barn"),
    "need.given": _("Dokumenterade att en kollega behöver se ett skyddat barns adress"),
    "need.ended": _("Avslutade behov av att se ett skyddat barn"),
    "notice.browser_added": _("Lät en webbläsare visa notiser"),
    "notice.browsers_forgotten": _("Lät ingen webbläsare visa notiser"),
    "notice.chosen": _("Valde hur notiser kommer"),
    "notice.digests_sent": _("Dagens mejl om notiser skickades"),
    "notice.queued": _("En notis gjordes"),
    "notice.read": _("Läste notiser"),
    "notice.sent": _("Mejl om en notis skickades"),
    "person.protection_decided": _("Ändrade skydd genom beslut"),
    "person.working_name_changed": _("Bytte ett arbetsnamn"),
    "person.working_name_given": _("Gav ett arbetsnamn"),
    "profile.changed": _("Ändrade sin profil"),
    "proxy.given": _("Gav en fullmakt"),
    "proxy.taken_back": _("Tog tillbaka en fullmakt"),
    "questionnaire.answered": _("Skrev i ett formulär"),
    "questionnaire.moved": _("Förde ett formulär till ett annat steg"),
    "questionnaire.published": _("Publicerade ett formulär"),
    "questionnaire.started": _("Startade ett formulär"),
    "record.withheld": _("Undanhöll en handling"),
    "records.handed_over": _("Överlämnade handlingar"),
    "register.reports_disposed": _("Gallrade vad gamla inläsningar fann"),
    "register.imported": _("Läste in registret"),
    "responsible.decided": _("Beslutade om en ansvarig vuxen"),
    "restriction.ended": _("Avslutade en begränsning"),
    "restriction.registered": _("Registrerade en begränsning"),
    "role.ended": _("Avslutade en roll"),
    "role.granted": _("Gav en roll"),
    "role.lapsed": _("En roll upphörde av sig självt"),
    "role_name.mapped": _("Ändrade vilken roll ett namn i registret ger"),
    "setting.changed": _("Ändrade en inställning"),
    "substitute.appointed": _("Utsåg en vikarie"),
    "substitute.ended": _("Avslutade ett vikariat"),
    "template.changed": _("Ändrade en formulärmall"),
    "template.change_undone": _("Ångrade en ändring i en formulärmall"),
    "template.changes_discarded": _("Kastade ändringarna i en formulärmall"),
    "template.made": _("Gjorde en formulärmall"),
    "template.published": _("Publicerade en formulärmall"),
    "template.restored": _("Tog en formulärmall i bruk igen"),
    "template.retired": _("Tog en formulärmall ur bruk"),
    "template.version_begun": _("Började på en ny version av en formulärmall"),
    "term.moved": _("Flyttade en termins början"),
}
# Acts whose name holds the sort of change: what they begin with.
FAMILIES: Mapping[str, Promise] = {
    "account.": _("Ändrade hur kontot används"),
    "application.": _("Ansökan om konto"),
    "draft_": _("Sparade ett utkast"),
    "emergency.": _("Nödåtkomst"),
    "invitation.": _("Inbjudan till konto"),
    "need.": _("Dokumenterat behov av ett skyddat barns uppgifter"),
    "person.": _("Ändrade en persons uppgifter genom beslut"),
    "proxy.": _("Fullmakt för barnet"),
    "register.": _("Ändring i registret som listas vid namn"),
}


def acts_in_words() -> dict[str, list[str]]:
    """What the log may say → the codes that are told so: to whoever reads, two codes in the same words are one act."""
    found: dict[str, list[str]] = {}
    for code, words in {**PAGES, **ACTS}.items():
        found.setdefault(str(words), []).append(code)
    return found


def told_alike(code: str) -> list[str]:
    """The codes that are told in the same words as this one, itself among them."""
    return next((codes for codes in acts_in_words().values() if code in codes), [code])


def in_words(action: str, kind: str = "") -> str:
    """The act in plain words; what was refused is said so, with the page it was about where that is known."""
    return _in_words(action, kind, get_language() or "")


@lru_cache(maxsize=1024)
def _in_words(action: str, kind: str, _language: str) -> str:
    if kind == "refused":
        page = PAGES.get(action.partition(" ")[2])
        return f"{_text('Nekades')}: {page}" if page else _text("Nekades")
    known = PAGES.get(action) or ACTS.get(action)
    family = next((words for start, words in FAMILIES.items() if action.startswith(start)), None)
    return str(known or family or _text("Något annat"))
