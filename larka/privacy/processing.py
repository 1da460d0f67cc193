"""What is done with personal data beside the kinds of records: purposes, legal bases, people, data and how long (H11).

Kinds of records say this of themselves. A guard test finds the table that neither a kind nor anything here answers for.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLIC_TASK = _("Uppgift av allmänt intresse (dataskyddsförordningen artikel 6.1 e), enligt skollagen (2010:800).")
OBLIGATION = _("Rättslig förpliktelse (dataskyddsförordningen artikel 6.1 c).")
SENSITIVE = _("Känsliga uppgifter: viktigt allmänt intresse (artikel 9.2 g, lagen 2018:218 3 kap. 3 §).")

CHILDREN, GUARDIANS, STAFF = _("Barn och elever"), _("Vårdnadshavare och andra ansvariga vuxna"), _("Personal")


@dataclass(frozen=True)
class Activity:
    """One thing that personal data are used for. ``tables``: apps, or tables by ``app.Model``, that it answers for.

    ``kept_days``: the setting that says how many days, where ``kept`` has room for it.
    """

    key: str
    label: Promise
    purpose: Promise
    legal_basis: tuple[Promise, ...]
    people: tuple[Promise, ...]
    data: Promise
    kept: Promise
    tables: tuple[str, ...]
    kept_days: str = ""


ACTIVITIES = (
    Activity(
        "register",
        _("Register över barn, vårdnadshavare och personal"),
        _("Veta vem som går var, vem som svarar för barnet och vem som arbetar med det, så att rätt personer når rätt uppgifter."),
        (PUBLIC_TASK, OBLIGATION, SENSITIVE),
        (CHILDREN, GUARDIANS, STAFF),
        _("Namn, personnummer, födelsedag, kön, kontaktuppgifter, skola, klass och grupper, vem som är vårdnadshavare, uppdrag, "
          "och om personuppgifterna är skyddade."),
        _("Så länge barnet eller den anställda finns i verksamheten, och därefter enligt kommunens beslut om gallring."),
        ("register", "people", "exchange"),
    ),
    Activity(
        "access",
        _("Beslut om vem som får se vad"),
        _("Följa domar och beslut om vårdnad och skydd, fullmakter, vikariat och nödåtkomst."),
        (OBLIGATION, PUBLIC_TASK, SENSITIVE),
        (CHILDREN, GUARDIANS, STAFF),
        _("Vem beslutet gäller, skälen, beslutets nummer och vilka dagar det gäller."),
        _("Så länge beslutet kan ha betydelse, och därefter enligt kommunens beslut om gallring."),
        ("access",),
    ),
    Activity(
        "accounts",
        _("Konton och inloggning"),
        _("Släppa in rätt person och ingen annan."),
        (PUBLIC_TASK, OBLIGATION),
        (CHILDREN, GUARDIANS, STAFF),
        _("Användarnamn, e-postadress, lösenord och andra steg i oläslig form, när och varifrån någon loggade in, ansökningar och koder."),
        _("Så länge kontot finns. En inloggning tar slut samma dag."),
        ("accounts", "account", "mfa", "auth", "invitations"),
    ),
    Activity(
        "log",
        _("Logg över läsning och ändring"),
        _("Familjen ska kunna se vem som har läst om barnet, och obehörig läsning ska upptäckas."),
        (OBLIGATION, PUBLIC_TASK),
        (CHILDREN, GUARDIANS, STAFF),
        _("Vem som läste eller ändrade, i vilken roll, om vilket barn, när och från vilken adress."),
        _("Tills kommunen beslutar att äldre månader gallras."),
        ("audit", "privacy", "pghistory"),
    ),
    Activity(
        "drafts",
        _("Utkast"),
        _("Det som skrivs ska inte gå förlorat innan det är sparat."),
        (PUBLIC_TASK,),
        (STAFF, CHILDREN, GUARDIANS),
        _("Den osparade texten och vem som skriver den."),
        _("Tills texten sparas eller kastas."),
        ("records",),
    ),
    Activity(
        "media",
        _("Bilder, film, ljud och dokument"),
        _("Visa barnets lärande och verksamheten för dem som har rätt att se det."),
        (PUBLIC_TASK,),
        (CHILDREN, GUARDIANS, STAFF),
        _("Bilder, film, ljud och dokument, krypterade, utan uppgift om var de är tagna."),
        _("Lika länge som det de hör till."),
        ("media",),
    ),
    Activity(
        "notices",
        _("Aviseringar och utskick"),
        _("Berätta att det finns något att läsa eller göra. Barnets namn står aldrig i e-post, sms eller på låsskärmen."),
        (PUBLIC_TASK,),
        (CHILDREN, GUARDIANS, STAFF),
        _("Vem som ska få veta vad, på vilket sätt, och om det kom fram."),
        _("%(days)s dagar, läst eller inte. Hur någon vill få veta sparas tills personen ändrar det."),
        ("notices", "jobs", "procrastinate"),
        kept_days="notices.keep_days",
    ),
    Activity(
        "questionnaires",
        _("Mallar och formulär"),
        _("Samla in det som skolan, eleven och hemmet ska svara på inför samtal och planer."),
        (PUBLIC_TASK,),
        (CHILDREN, GUARDIANS, STAFF),
        _("Frågor, svar och vem som har svarat."),
        _("Lika länge som den handling som formuläret hör till."),
        ("questionnaires",),
    ),
    Activity(
        "talk_rounds",
        _("Bokning av utvecklingssamtal"),
        _("Bjuda in till samtal, visa vilka tider som finns och låta hemmet boka."),
        (PUBLIC_TASK, OBLIGATION),
        (CHILDREN, GUARDIANS, STAFF),
        _("Vilka barn som är inbjudna, mentorernas tider och vilka tider som hålls åt ett visst barn."),
        _("Lika länge som samtalen som bokades."),
        ("talks.TalkRound", "talks.TalkInvitation", "talks.TalkSlot"),
    ),
    Activity(
        "goals",
        _("Vem som skriver ner barnets mål"),
        _("Följa barnets utveckling och komma överens om mål och om hur de nås."),
        (OBLIGATION, PUBLIC_TASK),
        (CHILDREN, GUARDIANS, STAFF),
        _("Vilka barn som inte skriver själva, så att mentor eller vårdnadshavare skriver ner vad barnet säger."),
        _("Lika länge som barnets mål."),
        ("plans.WritesByWord", "plans.WritingStart"),
    ),
    Activity(
        "plans",
        _("Beslut och påminnelser om utvecklingsplaner"),
        _("Veta vad rektor har beslutat om enhetens planer, och inte påminna någon mer än en gång om dagen."),
        (OBLIGATION, PUBLIC_TASK),
        (GUARDIANS, STAFF, CHILDREN),
        _("Vem som skrev in ett beslut, och vem som har påmints vilken dag."),
        _("Beslut så länge enheten finns. Vem som har påmints i en vecka."),
        ("plans.PlanDecision", "plans.PlanReminder"),
    ),
    Activity(
        "vault",
        _("Kryptering"),
        _("Bilder och särskilt skyddsvärda texter ska inte kunna läsas av den som kommer över databasen eller en säkerhetskopia."),
        (OBLIGATION,),
        (CHILDREN,),
        _("Vilket barn en krypteringsnyckel hör till."),
        _("Tills nyckeln förstörs. Då går det som den låser inte längre att läsa, inte heller i säkerhetskopior."),
        ("vault",),
    ),
    Activity(
        "demo",
        _("Påhittade personer i en provinstallation"),
        _("Visa hur Lärka fungerar. Ingen av personerna finns."),
        (PUBLIC_TASK,),
        (CHILDREN, GUARDIANS, STAFF),
        _("Påhittade brev."),
        _("Tills provinstallationen tas bort."),
        ("demo",),
    ),
)  # fmt: skip
