"""The values that the register knows, with the words people see."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Protection(TextChoices):
    """Skyddade personuppgifter (A10), weakest first."""

    NONE = "none", _("Ingen")
    MARKED = "marked", _("Sekretessmarkering")
    REGISTERED = "registered", _("Skyddad folkbokföring")


class PersonStatus(TextChoices):
    ACTIVE = "active", _("Aktiv")
    EMIGRATED = "emigrated", _("Utvandrad")
    DECEASED = "deceased", _("Avliden")


class NumberKind(TextChoices):
    PERSONNUMMER = "personnummer", _("Personnummer")
    SAMORDNINGSNUMMER = "samordningsnummer", _("Samordningsnummer")
    TEMPORARY = "temporary", _("Tillfälligt nummer")


class OrganisationKind(TextChoices):
    """SS 12000 organisationType, as far as Lärka tells them apart."""

    HUVUDMAN = "huvudman", _("Huvudman")
    SCHOOL = "school", _("Skola")
    UNIT = "unit", _("Skolenhet")
    OTHER = "other", _("Övrigt")


class SchoolForm(TextChoices):
    """SS 12000 schoolType; GRS, the standard's old code, is anpassad grundskola and GYS anpassad gymnasieskola."""

    FS = "FS", _("Förskola")
    FKLASS = "FKLASS", _("Förskoleklass")
    FTH = "FTH", _("Fritidshem")
    OPPFTH = "OPPFTH", _("Öppen fritidsverksamhet")
    GR = "GR", _("Grundskola")
    ANPGR = "ANPGR", _("Anpassad grundskola")
    SP = "SP", _("Specialskola")
    SAM = "SAM", _("Sameskola")
    GY = "GY", _("Gymnasieskola")
    ANPGY = "ANPGY", _("Anpassad gymnasieskola")
    OTHER = "OTHER", _("Annan skolform")


class PlacementKind(TextChoices):
    """Home unit, a further unit (modersmål, resursskola), or a unit for a time (B4)."""

    HOME = "home", _("Hemenhet")
    EXTRA = "extra", _("Ytterligare enhet")
    TEMPORARY = "temporary", _("Tillfällig placering")


class GroupKind(TextChoices):
    KLASS = "klass", _("Klass")
    TEACHING = "teaching", _("Undervisningsgrupp")
    MENTOR = "mentor", _("Mentorsgrupp")
    AVDELNING = "avdelning", _("Avdelning")
    OTHER = "other", _("Övrig grupp")


class Relation(TextChoices):
    """How an adult is responsible for a child; all but the first wait for a decision (A9)."""

    GUARDIAN = "guardian", _("Vårdnadshavare")
    OTHER = "other", _("Annan ansvarig vuxen")
    GOOD_MAN = "good_man", _("God man")
    APPOINTED = "appointed", _("Utsedd behörig")


class Role(TextChoices):
    """The roles of A8, and ``staff``: others who work in a unit and see names and groups only (A6)."""

    PUPIL = "pupil", _("Elev")
    GUARDIAN = "guardian", _("Vårdnadshavare")
    OTHER_RESPONSIBLE = "other_responsible", _("Annan ansvarig vuxen")
    TEACHER = "teacher", _("Lärare")
    MENTOR = "mentor", _("Mentor")
    PRESCHOOL_STAFF = "preschool_staff", _("Förskolepersonal")
    LEISURE_STAFF = "leisure_staff", _("Fritidspersonal")
    STUDENT_HEALTH = "student_health", _("Elevhälsa")
    PRINCIPAL = "principal", _("Rektor")
    SUBSTITUTE = "substitute", _("Vikarie")
    ADMINISTRATOR = "administrator", _("Administratör")
    ARCHIVIST = "archivist", _("Arkivarie")
    REGISTRAR = "registrar", _("Registrator")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Dataskyddsombud")
    KITCHEN = "kitchen", _("Kök")
    STAFF = "staff", _("Övrig personal")


# What a decision can give where the register does not; what goes with teaching a child comes from the register alone.
GRANTED_ROLES = (Role.ADMINISTRATOR, Role.ARCHIVIST, Role.REGISTRAR, Role.DATA_PROTECTION_OFFICER, Role.KITCHEN)
