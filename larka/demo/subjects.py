"""The subjects that the demo's schools teach, in which years, and by which of a team of teachers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A subject in a school form. ``bank``: which collection of sentences its omdömen are made of."""

    code: str
    name: str
    bank: str
    first_grade: int = 1
    last_grade: int = 9
    form: str = "GR"

    @property
    def key(self) -> str:
        return f"{self.form}-{self.code}"


SUBJECTS: tuple[Subject, ...] = (
    Subject("SVE", "Svenska", "svenska"),
    Subject("SVA", "Svenska som andraspråk", "svenska-som-andrasprak"),
    Subject("MAT", "Matematik", "matematik"),
    Subject("ENG", "Engelska", "engelska"),
    Subject("NO", "Naturorienterande ämnen", "no", last_grade=3),
    Subject("SO", "Samhällsorienterande ämnen", "so", last_grade=3),
    Subject("BIO", "Biologi", "biologi", 4),
    Subject("FYS", "Fysik", "fysik", 4),
    Subject("KEM", "Kemi", "kemi", 4),
    Subject("TEK", "Teknik", "teknik", 4),
    Subject("HIS", "Historia", "historia", 4),
    Subject("GEO", "Geografi", "geografi", 4),
    Subject("REL", "Religionskunskap", "religionskunskap", 4),
    Subject("SAM", "Samhällskunskap", "samhallskunskap", 4),
    Subject("BIL", "Bild", "bild"),
    Subject("MUS", "Musik", "musik"),
    Subject("SLJ", "Slöjd", "slojd", 3),
    Subject("IDR", "Idrott och hälsa", "idrott"),
    Subject("HKK", "Hem- och konsumentkunskap", "hem-och-konsumentkunskap", 5),
    Subject("MSP", "Moderna språk, spanska", "moderna-sprak", 7),
    Subject("MTY", "Moderna språk, tyska", "moderna-sprak", 7),
    Subject("MOD", "Modersmål", "modersmal"),
    Subject("SVE", "Svenska", "gymnasiet", 10, 12, "GY"),
    Subject("MAT", "Matematik", "gymnasiet-matematik", 10, 12, "GY"),
    Subject("ENG", "Engelska", "gymnasiet", 10, 12, "GY"),
    Subject("HIS", "Historia", "gymnasiet", 10, 12, "GY"),
    Subject("FYS", "Fysik", "gymnasiet-matematik", 10, 12, "GY"),
    Subject("IDR", "Idrott och hälsa", "gymnasiet-idrott", 10, 12, "GY"),
)
BY_KEY: dict[str, Subject] = {subject.key: subject for subject in SUBJECTS}

LANGUAGE = ("SVE", "ENG", "HIS", "GEO", "REL", "SAM")
NATURE = ("MAT", "BIO", "FYS", "KEM", "TEK")
CLASS_TEACHER = ("SVE", "MAT", "ENG", "NO", "SO")
MOTHER_TONGUES = {
    "arabisk": "Arabiska",
    "somalisk": "Somaliska",
    "balkan": "Bosniska/kroatiska/serbiska",
    "persisk": "Persiska",
    "finsk": "Finska",
    "polsk": "Polska",
}


def stage_of(grade: int) -> str:
    """Lågstadiet, mellanstadiet, högstadiet or gymnasiet."""
    if grade <= 3:
        return "low"
    if grade <= 6:
        return "mid"
    return "high" if grade <= 9 else "gy"
