"""Each field as each of the cast: exactly who writes it and exactly who reads it."""

from larka.access.models import Withholding
from larka.core.documents import Document
from larka.questionnaires.access import FORM_LEAD, FORM_READ
from larka.questionnaires.documents import document_for
from larka.questionnaires.models import Questionnaire
from larka.questionnaires.queries.filling import answers_of, held, names_known, sections_for, standing_of
from larka.questionnaires.queries.templates import shape_of
from tests.cast import Cast, actor, readers
from tests.questionnaires.forms import HOME, NAMES, WISH, filled, form_of, moved_on, started, write


def fields(cast: Cast, form: Questionnaire) -> dict[str, tuple[set[str], set[str]]]:
    """Of each person for whom the form exists: the fields that they may write in, and the answers that they read."""
    form.refresh_from_db()
    shape, found = shape_of(form.template_version), {}
    for name, person in cast.people().items():
        by = actor(person, cast.at)
        who = held(by, form)
        if not who.roles:
            assert not FORM_READ.allows(by, form)
            continue
        views = [view for part in sections_for(shape, standing_of(form, by, who), who, answers_of(form)) for view in part.fields]
        read = {NAMES[v.asked.id] for v in views if v.others or (v.mine and v.mine.value is not None)}
        found[name] = ({NAMES[v.asked.id] for v in views if v.writable}, read)
    return found


def test_while_it_is_filled_in_each_writes_their_own_and_reads_what_the_template_says(cast: Cast) -> None:
    """A1, A2, A4, A5, A9, A10, A17, C1, C5: nobody else of the whole cast knows that the form is there."""
    started(cast)
    form = form_of(cast.elsa)
    write(cast, cast.elsa, form, {WISH: "Bråk"})
    write(cast, cast.anna, form, {HOME: "Annas fråga"})
    assert fields(cast, form) == {
        "Elsa": ({"wish", "feels"}, {"wish"}),
        "Anna": ({"home"}, {"wish", "home"}),
        "Anders": ({"home"}, {"wish"}),
        "Mats": ({"notes", "health"}, {"wish", "home"}),
        "Tess": (set(), {"wish"}),
        "Per": (set(), {"wish"}),
        "Vera": (set(), {"wish"}),
        "Rolf": (set(), set()),
    }


def test_when_it_is_published_each_reads_their_part_and_nobody_writes(cast: Cast) -> None:
    """A2, A6, C1, C5: what the mentor noted for themselves and for rektor is neither there nor told of."""
    form = moved_on(cast, filled(cast))
    assert fields(cast, form) == {
        "Elsa": (set(), {"wish", "feels", "agreed"}),
        "Anna": (set(), {"wish", "feels", "home", "agreed"}),
        "Anders": (set(), {"wish", "feels", "home", "agreed"}),
        "Mats": (set(), {"wish", "feels", "home", "notes", "agreed", "health"}),
        "Tess": (set(), {"wish", "agreed"}),
        "Per": (set(), {"wish", "agreed"}),
        "Vera": (set(), {"wish", "agreed"}),
        "Rolf": (set(), {"agreed", "health"}),
    }


def test_the_published_document_is_the_same_whoever_prints_it_as_far_as_they_read(cast: Cast) -> None:
    """A18, C5: no label, heading or empty place of another's field; one home's words are not in the other's."""
    form = moved_on(cast, filled(cast))
    seen = {name: document(cast, form, name).plain_text() for name in ("Elsa", "Anna", "Anders", "Mats", "Tess", "Rolf")}
    told = ("Bråk", "4 av 5", "Annas fråga", "Anders fråga", "Mina anteckningar", "Till rektor", "övar bråk")
    assert {name: {text for text in told if text in whole} for name, whole in seen.items()} == {
        "Elsa": {"Bråk", "4 av 5", "övar bråk"},
        "Anna": {"Bråk", "4 av 5", "Annas fråga", "övar bråk"},
        "Anders": {"Bråk", "4 av 5", "Anders fråga", "övar bråk"},
        "Mats": set(told),
        "Tess": {"Bråk", "övar bråk"},
        "Rolf": {"Till rektor", "övar bråk"},
    }
    assert "anteckningar" not in seen["Anna"]
    assert "Anna" not in seen["Anders"]


def document(cast: Cast, form: Questionnaire, name: str) -> Document:
    """The newest version as one of the cast reads it."""
    by = actor(cast.people()[name], cast.at)
    assert form.latest is not None
    names = names_known(by, (told.by for told in answers_of(form)))
    return document_for(by, form, form.latest, held(by, form), names)


def test_one_guardian_shares_with_the_other_by_choosing_to(cast: Cast) -> None:
    """C5: shared, the other reads it; taken back, no longer."""
    started(cast)
    form = form_of(cast.elsa)
    write(cast, cast.anna, form, {HOME: "Annas fråga"}, shared=True)
    assert fields(cast, form)["Anders"] == ({"wish", "home"}, {"home"})
    write(cast, cast.anna, form, {HOME: "Annas fråga"}, version=1)
    assert fields(cast, form)["Anders"] == ({"wish", "home"}, set())


def test_a_guardian_writes_for_the_child_until_the_child_does(cast: Cast) -> None:
    """C1."""
    started(cast)
    form = form_of(cast.elsa)
    assert "wish" in fields(cast, form)["Anna"][0]
    write(cast, cast.anna, form, {WISH: "Elsa säger: bråk"})
    assert "wish" in fields(cast, form)["Anders"][0]
    write(cast, cast.elsa, form, {WISH: "Jag vill lära mig decimaler"}, version=1)
    assert "wish" not in fields(cast, form)["Anna"][0] | fields(cast, form)["Anders"][0]
    assert "wish" in fields(cast, form)["Elsa"][0]


def test_a_field_withheld_from_a_guardian_is_not_there(cast: Cast) -> None:
    """A17: rektor's decision about one field; the other guardian reads it as before."""
    form = moved_on(cast, filled(cast))
    Withholding.objects.create(
        kind="questionnaire", record_id=form.pk, field=WISH, person=cast.anna, reason="OSL 12:3", decision="SN 3", decided_by=cast.rolf,
        starts_on=cast.at.date(),
    )  # fmt: skip
    assert "Vad vill du lära dig?" not in document(cast, form, "Anna").plain_text()
    assert "Vad vill du lära dig?" in document(cast, form, "Anders").plain_text()
    assert "wish" not in fields(cast, form)["Anna"][1]


def test_the_form_of_a_protected_child_exists_for_those_who_teach_it_and_its_own(cast: Cast) -> None:
    """A10: rektor without a documented need does not know of it."""
    started(cast)
    assert readers(FORM_READ, form_of(cast.omar), cast.at) == {"Omar", "Olga", "Mats", "Tess", "Per", "Vera"}
    assert readers(FORM_LEAD, form_of(cast.omar), cast.at) == {"Mats"}


def test_a_restricted_guardian_has_no_form(cast: Cast) -> None:
    """A17."""
    started(cast)
    assert readers(FORM_READ, form_of(cast.nils), cast.at) == {"Nils", "Nora", "Mats", "Tess", "Per", "Vera", "Rolf"}
