"""Who teaches which subject to whom: class teachers for the youngest, pairs in the middle years, subject teachers after that."""

from collections.abc import Iterable

from larka.demo.places import employ
from larka.demo.subjects import BY_KEY, CLASS_TEACHER, LANGUAGE, MOTHER_TONGUES, NATURE, SUBJECTS, Subject
from larka.demo.world import Employee, Place, Somebody, Teaching, World

SPECIALISTS = {"BIL": 1, "SLJ": 2, "IDR": 2, "HKK": 1, "SVA": 2, "MSP": 1, "MTY": 1}
HIGH_TEAMS = {"nature": NATURE, "language": ("SVE", "HIS", "GEO", "REL", "SAM"), "english": ("ENG",)}


def build_teaching(world: World) -> None:
    """Teaching groups and mentors for every class."""
    specialists = {code: [employ(world, "bjork", "Lärare") for _ in range(count)] for code, count in SPECIALISTS.items()}
    specialists["MUS"] = [employ(world, "bjork", "Lärare"), world.duty("per"), employ(world, "bjork", "Lärare")]
    for place in [place for place in world.places if place.form == "FKLASS"]:
        place.staff = [(employ(world, "bjork", "Förskollärare"), "Mentor")]
    for grade in range(1, 10):
        classes = [place for place in world.places if place.form == "GR" and place.grade == grade]
        for place, team in zip(classes, _teams(world, grade), strict=True):
            place.staff = [(team["mentor"], "Mentor")]
            for subject in _subjects_of(grade):
                teacher = team.get(subject.code) or _specialist(specialists[subject.code], grade)
                _teach(world, subject, place, teacher)
    world.teaching_of("5A Matematik").former = world.duty("viktor")
    _mother_tongues(world)
    _gymnasium(world)


def _subjects_of(grade: int) -> list[Subject]:
    return [s for s in SUBJECTS if s.form == "GR" and s.code != "MOD" and s.first_grade <= grade <= s.last_grade]


def _specialist(teachers: list[Employee], grade: int) -> Employee:
    """One for each stage, as far as they go round: of three, the second has the middle years."""
    return teachers[(grade - 1) // 3 % len(teachers)]


def _teams(world: World, grade: int) -> list[dict[str, Employee]]:
    """For each of a year's two classes: who teaches what, and who is mentor."""
    if grade <= 3:
        return [_team({CLASS_TEACHER: employ(world, "bjork", "Lärare")}) for _ in "AB"]
    if grade == 5:
        first = _team({LANGUAGE: world.duty("mats"), NATURE: world.duty("tess")})
        second = _team({NATURE: world.duty("petra"), LANGUAGE: employ(world, "bjork", "Lärare")})
        return [first, second]
    if grade <= 6:
        return [_team({LANGUAGE: employ(world, "bjork", "Lärare"), NATURE: employ(world, "bjork", "Lärare")}) for _ in "AB"]
    shared = {codes: employ(world, "bjork", "Lärare") for codes in HIGH_TEAMS.values()}
    teams = [_team(shared), _team(shared)]
    teams[1]["mentor"] = shared[HIGH_TEAMS["language"]]
    return teams


def _team(shares: dict[tuple[str, ...], Employee]) -> dict[str, Employee]:
    team = {code: teacher for codes, teacher in shares.items() for code in codes}
    return team | {"mentor": next(iter(shares.values()))}


def _teach(world: World, subject: Subject, place: Place, teacher: Employee) -> None:
    children = list(taking(subject, place.children))
    if children:
        name = f"{place.name} {subject.name}"
        world.teaching.append(Teaching(name, subject.key, place.unit, subject.form, place.grade, place.since, teacher, children, place))


def taking(subject: Subject, children: Iterable[Somebody]) -> Iterable[Somebody]:
    """Svenska or svenska som andraspråk; Spanish, German or neither. A child keeps to its choice through the years."""
    for child in children:
        draw = child.id.int % 100
        second_language = child.background != "svensk" and draw < 40
        takes = {"SVE": not second_language, "SVA": second_language, "MSP": draw < 52, "MTY": 52 <= draw < 86}
        if takes.get(subject.code, True) or subject.form == "GY":
            yield child


def _mother_tongues(world: World) -> None:
    pupils = [child for place in world.places if place.form == "GR" for child in place.children]
    for background, language in MOTHER_TONGUES.items():
        for name, grades in (("åk 1–6", range(1, 7)), ("åk 7–9", range(7, 10))):
            children = [c for c in pupils if c.background == background and c.grade in grades and c.id.int % 3]
            if children:
                teacher = employ(world, "modersmal", "Lärare", background)
                unit = world.units["modersmal"]
                world.teaching.append(Teaching(f"{language} {name}", "GR-MOD", unit, "GR", grades[0], world.year_start, teacher, children))


def _gymnasium(world: World) -> None:
    classes = [place for place in world.places if place.form == "GY"]
    staff = {code: [employ(world, "angs", "Lärare") for _ in range(2)] for code in ("SVE", "ENG", "HIS", "FYS", "IDR")}
    staff["MAT"] = [employ(world, "angs", "Lärare"), world.duty("gosta")]
    for n, place in enumerate(classes):
        mentor = world.duty("gosta") if place.name == "NA3" else list(staff.values())[n % 5][0]
        place.staff = [(mentor, "Mentor")]
        for code, teachers in staff.items():
            _teach(world, BY_KEY[f"GY-{code}"], place, teachers[place.name == "NA3"])
