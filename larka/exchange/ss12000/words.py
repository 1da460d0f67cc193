"""The standard's lists of values, as Lärka's own."""

from larka.register.choices import GroupKind, OrganisationKind, PersonStatus, Protection, Relation, SchoolForm

# GRS and GYS are the old codes of anpassad grundskola and anpassad gymnasieskola, of which träningsskolan is a part.
SCHOOL_FORMS: dict[str, str] = {
    **{form.value: form.value for form in SchoolForm if form != SchoolForm.OTHER},
    "GRS": SchoolForm.ANPGR.value,
    "TR": SchoolForm.ANPGR.value,
    "GYS": SchoolForm.ANPGY.value,
    **dict.fromkeys(
        (
            "VUX", "VUXSFI", "VUXGR", "VUXGY", "VUXSARGR", "VUXSARTR", "VUXSARGY", "SFI", "SARVUX", "SARVUXGR", "SARVUXGY",
            "KU", "YH", "FHS", "STF", "KKU", "HS", "ABU", "AU",
        ),
        SchoolForm.OTHER.value,
    ),
}  # fmt: skip
ORGANISATION_KINDS: dict[str, str] = {
    "Huvudman": OrganisationKind.HUVUDMAN.value,
    "Skola": OrganisationKind.SCHOOL.value,
    "Skolenhet": OrganisationKind.UNIT.value,
    **dict.fromkeys(
        ("Verksamhetsområde", "Förvaltning", "Rektorsområde", "Stadsdel", "Varumärke", "Bolag", "Övrigt"), OrganisationKind.OTHER.value
    ),
}
STAFF_GROUP = "Personalgrupp"
GROUP_KINDS: dict[str, str] = {
    "Klass": GroupKind.KLASS.value,
    "Undervisning": GroupKind.TEACHING.value,
    "Mentor": GroupKind.MENTOR.value,
    "Avdelning": GroupKind.AVDELNING.value,
    **dict.fromkeys(("Provgrupp", "Schema", STAFF_GROUP, "Övrigt"), GroupKind.OTHER.value),
}
RELATIONS: dict[str, str] = {
    "Vårdnadshavare": Relation.GUARDIAN.value,
    "Annan ansvarig": Relation.OTHER.value,
    "God man": Relation.GOOD_MAN.value,
    "Utsedd behörig": Relation.APPOINTED.value,
}
PROTECTIONS: dict[str, str] = {
    "Ingen": Protection.NONE.value,
    "Sekretessmarkering": Protection.MARKED.value,
    "Skyddad folkbokföring": Protection.REGISTERED.value,
}
STATUSES: dict[str, str] = {
    "Aktiv": PersonStatus.ACTIVE.value,
    "Utvandrad": PersonStatus.EMIGRATED.value,
    "Avliden": PersonStatus.DECEASED.value,
}
SEXES: dict[str, str] = {"Man": "Man", "Kvinna": "Kvinna", "Okänt": "Okänt"}
REASONS: dict[str, str] = {"Omsorgsbehov": "Omsorgsbehov", "Erbjuden tid": "Erbjuden tid", "Eget behov": "Eget behov"}
ACTIVITY_KINDS: dict[str, str] = {kind: kind for kind in ("Undervisning", "Elevaktivitet", "Provaktivitet", "Läraraktivitet", "Övrigt")}
