"""The named cast: the people that the sign-in page offers and that the tests are about, and what each of them can show."""

import uuid
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.demo.ids import person_id


@dataclass(frozen=True)
class DemoPerson:
    """One of the cast. ``section`` is the heading on the sign-in page; without ``shows`` the person is not offered there."""

    key: str
    given_name: str
    family_name: str
    section: str = ""
    role: str | Promise = ""
    shows: str | Promise = ""

    @property
    def source_id(self) -> uuid.UUID:
        """The person's id in the register file."""
        return person_id(self.key)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


SECTIONS: dict[str, Promise] = {
    "family": _("Vårdnadshavare"),
    "pupil": _("Elever"),
    "teacher": _("Lärare och mentorer"),
    "unit": _("Förskola, elevhälsa och ledning"),
    "outside": _("De som inte ska se något"),
}

DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("anna", "Anna", "Lind", "family", _("vårdnadshavare"),
               _("Elsas och Sams mamma, två barn på två enheter. Läser Elsas omdömen; bor inte ihop med Anders.")),
    DemoPerson("anders", "Anders", "Hägg", "family", _("vårdnadshavare"),
               _("Elsas och Sams pappa i det andra hemmet. Ser samma omdömen som Anna men inte hennes läsningar.")),
    DemoPerson("olga", "Olga", "Haddad", "family", _("vårdnadshavare"),
               _("Mamma till Omar, som har skyddade personuppgifter. Ser sitt barn; andra familjer ser ingen av dem.")),
    DemoPerson("nora", "Nora", "Ström", "family", _("vårdnadshavare"),
               _("Nils mamma. Ser allt om Nils, medan den andra vårdnadshavaren är utestängd genom beslut.")),
    DemoPerson("goran", "Göran", "Dahlin", "family", _("vuxen som en myndig elev släppt in"),
               _("Pappa till Agnes, 18 år. Får läsa för att Agnes har sagt ja, tills hon tar tillbaka det.")),
    DemoPerson("berit", "Berit", "Malm", "family", _("vårdnadshavare"),
               _("Bos mamma i parallellklassen 5B. Ser Bo men ingenting om barnen i 5A.")),
    DemoPerson("elsa", "Elsa", "Hägg", "pupil", _("elev i 5A"),
               _("Läser sina egna omdömen och ser tidigare terminer som de var.")),
    DemoPerson("omar", "Omar", "Haddad", "pupil", _("elev i 5A med skyddade personuppgifter"),
               _("Använder Lärka som alla andra, men finns inte i någon lista som andra familjer ser.")),
    DemoPerson("agnes", "Agnes", "Dahlin", "pupil", _("myndig elev på gymnasiet"),
               _("Fyllde 18 i januari: då upphörde föräldrarnas insyn av sig själv. Göran har hon släppt in igen.")),
    DemoPerson("tess", "Tess", "Hallberg", "teacher", _("lärare"),
               _("Undervisar 5A i matematik och NO. Skriver omdömen för hela klassen, elev efter elev, och publicerar.")),
    DemoPerson("mats", "Mats", "Lundqvist", "teacher", _("mentor för 5A"),
               _("Ser vilka omdömen som saknas, är påbörjade och är publicerade, och läser alla ämnens omdömen.")),
    DemoPerson("petra", "Petra", "Åkerlind", "teacher", _("mentor för parallellklassen 5B"),
               _("Skriver om sina egna elever; eleverna i 5A ser hon bara namnen på.")),
    DemoPerson("per", "Per", "Holmgren", "teacher", _("lärare med skyddade personuppgifter"),
               _("Undervisar 5A i musik. Familjer och kolleger ser arbetsnamnet, aldrig namnet.")),
    DemoPerson("vera", "Vera", "Isaksson", "teacher", _("vikarie i 5A"),
               _("Vikarierar för Tess i två veckor på rektors beslut. Sedan är hon ute igen utan att någon gör något.")),
    DemoPerson("gosta", "Gösta", "Palmér", "teacher", _("lärare på gymnasiet och själv vårdnadshavare"),
               _("Mentor för Agnes klass och pappa till Ellen i 3A: båda sidorna i ett konto.")),
    DemoPerson("sussi", "Sussi", "Ek", "unit", _("förskollärare"),
               _("Arbetar på avdelningen Humlan, där Sam går. Ser barnen där och deras vårdnadshavare.")),
    DemoPerson("kim", "Kim", "Norén", "unit", _("kurator"),
               _("Elevhälsa på Björkskolan: ser namn och grupper, men inga omdömen utan att vara inbjuden.")),
    DemoPerson("rolf", "Rolf", "Bergendahl", "unit", _("rektor, Björkskolan"),
               _("Ser hela sin enhet: vad som är publicerat och vad som saknas.")),
    DemoPerson("rita", "Rita", "Sjölander", "unit", _("rektor, Lärkans förskola"),
               _("Ser sin förskola, och ingenting om Björkskolan.")),
    DemoPerson("adam", "Adam", "Wennberg", "unit", _("administratör"),
               _("Sköter registret åt hela kommunen och kan inte läsa ett enda barns dokument.")),
    DemoPerson("frida", "Frida", "Öberg", "outside", _("tidigare vårdnadshavare"),
               _("Var Elsas vårdnadshavare. Uppdraget är slut, och sedan den dagen finns Elsa inte för henne.")),
    DemoPerson("rut", "Rut", "Rosén", "outside", _("vårdnadshavare med begränsning"),
               _("Nils vårdnadshavare i registret, men ett domstolsbeslut stänger henne ute överallt.")),
    DemoPerson("gun", "Gun", "Dahlin", "outside", _("vårdnadshavare till myndig elev"),
               _("Mamma till Agnes, som är 18 år och inte har släppt in henne.")),
    DemoPerson("annika", "Annika", "Vestin", "outside", _("annan ansvarig vuxen, väntar"),
               _("Anmäld som ansvarig för Elsa men utan beslut: ser ingenting förrän beslutet är inskrivet.")),
    DemoPerson("viktor", "Viktor", "Sundin", "outside", _("tidigare lärare"),
               _("Undervisade 5A i matematik till oktober. Allt om klassen försvann samma dag som han slutade.")),
    DemoPerson("stina", "Stina", "Wikander", "outside", _("vårdnadshavare på en annan skola"),
               _("Har ett barn på gymnasiet. För henne finns inte Björkskolans elever.")),
    DemoPerson("sam", "Sam", "Hägg"),
    DemoPerson("nils", "Nils", "Rosén"),
    DemoPerson("bo", "Bo", "Malm"),
    DemoPerson("dag", "Dag", "Fridell"),
    DemoPerson("ture", "Ture", "Wikander"),
    DemoPerson("ellen", "Ellen", "Palmér"),
)  # fmt: skip

CAST: dict[str, DemoPerson] = {person.key: person for person in DEMO_PEOPLE}
