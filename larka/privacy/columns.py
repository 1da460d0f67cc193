"""What tables and their fields are called in the record of processing, in Swedish and, through the catalogue, in English (H11).

Words that stand on the models are listed to be translated; what has none there, such as another package's, gets its word here.
"""

from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_TABLES = {"mfa.Authenticator": _("andra steg vid inloggning"), "account.EmailConfirmation": _("bekräftelse av e-postadress"),
           "accounts.Session": _("inloggning")}  # fmt: skip
_FIELDS = {
    "address": _("ip-adress"), "addresses": _("adresser"), "child_id": _("barn"), "child_ids": _("barn"),
    "code_hash": _("kod i oläslig form"), "data": _("hemligheter och nycklar, krypterade"),
    "display_name": _("visningsnamn"), "disposed_by": _("gallrad av"),
    "emails": _("e-postadresser"), "information": _("val för information"), "other_id": _("den andra posten om samma barn"),
    "person_id": _("person"), "phones": _("telefonnummer"), "presentation": _("presentation"), "principal_names": _("inloggningsnamn"),
    "role": _("roll"), "status": _("om personen lever eller har flyttat ut"), "text": _("text"), "wrapped": _("datanyckel, krypterad"),
}  # fmt: skip

# What models and fields call themselves: kept here for the catalogue alone.
WORDS = frozenset((
    _("adress"), _("adress som studsar"), _("anmälan av en text"), _("anmälare"), _("ansvarig vuxen"), _("ansökan om konto"),
    _("antaget av"), _("antecknat av"), _("användarnamn"), _("användarnamn eller e-post, krypterat"), _("arbetsnamn"), _("argument"),
    _("av"), _("avbokad av"), _("avdelning"), _("avgjord av"), _("avgjort av"), _("avisering i en webbläsare"), _("barn"),
    _("barn i ansökan"), _("barn som inte skriver själv"), _("barnets egen"), _("barnets ord skrivs av andra"), _("begränsning"),
    _("begärd av"), _("beslut"), _("beslut om att vänta"),
    _("beslut om utvecklingsplaner"), _("påmind"), _("påminnelse om en plan"),
    _("beslut om skydd"), _("beslutad av"), _("beslutat av"), _("besvarad av"),
    _("blir kvar"), _("bokad av"), _("bokad för"), _("brev i demon"), _("datanyckel"), _("delning föreslagen av"), _("deltog"),
    _("deltog också"), _("dokumenterat behov"), _("e-post"), _("efternamn"), _("eget svar av"), _("elev"), _("endast för"), _("enhet"),
    _("enhetsnyckel"), _("fastställd utvecklingsplan"), _("filens namn"), _("flytt mellan steg"), _("flyttad av"), _("formulär"),
    _("formulärmall"), _("från"), _("fullmakt"), _("födelsedatum"), _("föreslagen av"), _("föreslaget av"), _("författare"),
    _("förnamn"), _("försök"), _("gallring av logg"), _("given roll"), _("gjord av"), _("glömt lösenord"), _("granskad av"),
    _("granskarens ord"), _("grund"), _("gruppmedlemskap"), _("går upp i den andra"), _("hanterad av"), _("hanterat av"),
    _("hur når vi dit?"), _("hålls åt"), _("id hos utfärdaren"), _("identitet hos en utfärdare"), _("identitetsbeteckning"),
    _("inbjudan"), _("inbjudan till samtal"), _("inläsning"), _("innehåll"), _("insatserna står i åtgärdsprogrammet"),
    _("inskriven av"), _("inskrivet av"), _("jobb"), _("kom ihåg"), _("kommentar"), _("kontaktuppgifter"), _("konto"), _("kön"),
    _("larm"), _("loggpost"), _("lämnad till"), _("läskvitto"), _("läst"), _("läst av"), _("markerad av"),
    _("medgivande från myndig elev"), _("medium"), _("mellannamn"), _("misslyckat arbete"), _("myndig"), _("mål"),
    _("målets formulering"), _("målets steg"), _("namn"), _("notis"), _("notis till en person"), _("nummer"), _("ny inloggning"),
    _("nyckel, krypterad"), _("nytt nummer"), _("några ord till mentorn"), _("nås med"), _("nödåtkomst"), _("om"), _("omdöme"),
    _("omgång"), _("orden är från"), _("person"), _("personnummer"), _("placering"), _("profil"), _("profilbild"), _("publicerad av"),
    _("publicerad version"), _("publicerat formulär"), _("registrerad av"), _("registrets förslag"), _("sammanslagna nycklar"),
    _("sammanslagning"), _("samtalsomgång"), _("samtalstid"), _("skickas av"), _("skriven av"), _("skrivet av"), _("skydd"), _("skäl"),
    _("skäl till ändringen"), _("slag"), _("sms när det är akut"), _("språk"), _("startad av"), _("startat av"), _("steg i en mall"),
    _("svar"), _("svar i utvecklingsplan"), _("svar till den som anmälde"), _("text"), _("tidigare författare"), _("till"),
    _("till författaren"), _("tillagd av"), _("tjänstgöring"), _("tjänstgöringsgrad"), _("tolk i språket"), _("undanhållande"),
    _("undervisningsuppdrag"), _("uppdrag"), _("uppladdning"), _("utkast"), _("utskick"), _("utvecklingsplan"),
    _("utvecklingsplanens steg"), _("utvecklingssamtal"), _("vad den fann"), _("vad det ledde till"), _("vad en notis handlar om"),
    _("vad resultatet innehåller"), _("vad som flyttats"), _("val för notiser"), _("var det fortsätter"), _("varför"), _("vem"),
    _("version av formulärmall"), _("vikariat"), _("vikarie"), _("visad e-post"), _("visad telefon"), _("visas för"), _("vuxen"),
    _("väntande ändring"), _("vårdnadshavare"), _("webbläsare"), _("ämne"), _("ändrad av"), _("årskurs då eleverna skriver själva"),
    _("överlämning"), _("övertagen av"), _("övertaget utkast"),
    _("fil i ett svar"), _("samtalsanteckning"), _("svar i samtalsunderlag"), _("godkänt av"), _("gör vad"), _("anteckningar"),
    _("samtalsunderlagets steg"), _("låst samtalsunderlag"), _("uppföljd av"), _("överenskommelser"), _("varför texten ändrades"),
    _("samtalsunderlag"), _("överenskommelse"), _("publicerad samtalsanteckning"), _("godkännande av överenskommelser"),
    _("hur det gick"), _("borttaget av"),
))  # fmt: skip


def table_in_words(model: type[Model]) -> str:
    """What a table is called."""
    return _said(_TABLES.get(model._meta.label, model._meta.verbose_name))


def field_in_words(model: type[Model], name: str) -> str:
    """What a field is called; one that only points at other rows and has no words of its own, what those are called."""
    field: Any = model._meta.get_field(name)
    said = getattr(field, "verbose_name", name)
    if str(said) != name.replace("_", " "):
        return _said(said)
    return table_in_words(field.related_model) if field.is_relation else _said(_FIELDS.get(name, said))


def _said(words: Any) -> str:
    """Another package's words are translated by itself."""
    return str(words) if isinstance(words, Promise) else gettext(str(words))
