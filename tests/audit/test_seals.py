"""The log is sealed in order and chained; whoever changes it, adds to what is sealed, or takes from it is found out (A11)."""

import datetime as dt
import json
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction

from larka.audit.actions import record
from larka.audit.disposing import DisposalError, dispose_of_log
from larka.audit.models import Disposal, Entry, Seal
from larka.audit.partitions import make_partitions
from larka.audit.sealing import ROW, export_head, exported_heads, head, seal_log
from larka.audit.verifying import Report, verify_log
from larka.core.dates import STOCKHOLM
from larka.core.postgres import as_connection
from larka.register.actor import Actor

pytestmark = [pytest.mark.postgres15, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=STOCKHOLM)
ALSO = "INSERT INTO audit_entry SELECT (jsonb_populate_record(e, '{}')).* FROM audit_entry e WHERE id = 6"
LOGGED = "INSERT INTO audit_entry (at, kind, action, role, object_kind, child_ids, record_kind, record_ids, request_id, details)"
VALUES = " VALUES ('2026-11-22T10:00Z', 'read', 'child', '', '', '{}', '', '{}', gen_random_uuid(), '{}')"


def log(at: dt.datetime = NOON, rows: int = 1) -> None:
    """So many acts at a moment."""
    for n in range(rows):
        record(Actor(person_id=n, at=at, request_id=uuid.uuid4(), address="10.1.2.3"), "child", children=[n], details={"n": n})


def as_owner(statement: str) -> None:
    """The owner does what the application may not."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def wrong(report: Report) -> list[tuple[str, int | None]]:
    """What is wrong, and at which seal."""
    return [(problem.what, problem.seal) for problem in report.problems]


@pytest.fixture(autouse=True)
def numbered_from_one(transactional_db: None) -> None:
    """What an earlier test rolled back has used up numbers all the same."""
    as_owner("ALTER SEQUENCE audit_entry_id_seq RESTART")


@pytest.fixture
def three_seals() -> None:
    """Three seals of four rows each."""
    for hour in range(3):
        log(NOON + dt.timedelta(hours=hour), rows=4)
        assert seal_log(NOON + dt.timedelta(hours=hour)) == 1


def test_what_is_written_is_sealed_once_and_chained(three_seals: None) -> None:
    """A11: each seal takes over the one before; without new rows there is no new seal."""
    assert seal_log(NOON) == 0
    seals = list(Seal.objects.order_by("number"))
    assert [(seal.number, seal.count) for seal in seals] == [(1, 4), (2, 4), (3, 4)]
    assert [seal.previous_hash for seal in seals] == ["", seals[0].own_hash, seals[1].own_hash]
    assert [seal.first_id for seal in seals] == [1, seals[0].last_id + 1, seals[1].last_id + 1]
    report = verify_log()
    assert (report.sound, report.seals, report.rows, report.unsealed) == (True, 3, 12, 0)


def test_many_rows_become_several_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A11: so that memory is bounded, when sealing and when verifying."""
    monkeypatch.setattr("larka.audit.sealing.MOST_ROWS", 3)
    monkeypatch.setattr("larka.audit.sealing._MOST_SEALS", 2)
    monkeypatch.setattr("larka.audit.verifying._ROWS_AT_ONCE", 4)
    monkeypatch.setattr("larka.audit.verifying._SEALS_AT_ONCE", 2)
    log(rows=17)
    assert seal_log(NOON) == 6
    assert list(Seal.objects.order_by("number").values_list("count", flat=True)) == [3, 3, 3, 3, 3, 2]
    assert verify_log().sound


@pytest.mark.parametrize(
    ("at", "misdated"),
    [
        ("2026-09-01T10:00Z", [4]),
        ("2026-11-21T09:00Z", [4]),
        ("2026-11-22T09:00Z", []),
        ("2026-11-22T13:30Z", []),
        ("2027-01-01T10:00Z", [4]),
    ],
)
def test_a_row_that_claims_another_time_than_its_neighbours_is_told(three_seals: None, at: str, misdated: list[int]) -> None:
    """A11: whoever adds as the application can date a row as it likes; the next seal takes it, and its time gives it away."""
    with psycopg.connect(**as_connection(settings.DATABASES["default"])) as application:
        application.execute(LOGGED + VALUES.replace("2026-11-22T10:00Z", at))
    later = NOON + dt.timedelta(hours=3)
    assert seal_log(later) == 1
    log(later)
    assert seal_log(later) == 1
    report = verify_log()
    assert (report.sound, [seal.number for seal in report.misdated]) == (True, misdated)


def test_a_row_that_is_still_being_written_is_not_skipped() -> None:
    """A11: it got its id earlier, and is seen later; nothing is sealed until it is there or gone."""
    with psycopg.connect(**as_connection(settings.DATABASES["default"])) as slow:
        slow.execute(LOGGED + VALUES)
        log()
        assert seal_log(NOON, patience=0.2) == 0
        slow.commit()
    assert seal_log(NOON) == 1
    assert Seal.objects.get().count == 2
    assert verify_log().sound


def test_only_one_process_seals_at_a_time() -> None:
    """A11: the others do nothing, and do not wait."""
    log()
    with psycopg.connect(**as_connection(settings.DATABASES["default"])) as other:
        other.execute("SELECT pg_advisory_xact_lock(7265431011)")
        assert seal_log(NOON) == 0
    assert seal_log(NOON) == 1


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entry SET person_id = 99 WHERE id = 6", [("changed", 2)]),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE id = 6", [("changed", 2)]),
        ("UPDATE audit_entry SET address = NULL WHERE id = 6", [("changed", 2)]),
        ("UPDATE audit_entry SET details = '{\"n\": 2}' WHERE id = 6", [("changed", 2)]),
        ("UPDATE audit_entry SET role = 'a', action = '' WHERE id = 6", [("changed", 2)]),
        ("UPDATE audit_entry SET child_ids = '{7}' WHERE id = 6", [("changed", 2)]),
        ("DELETE FROM audit_entry WHERE id = 6", [("removed", 2)]),
        ("DELETE FROM audit_entry WHERE id BETWEEN 5 AND 8", [("removed", 2)]),
        (ALSO.replace("{}", '{"at": "2020-01-01"}'), [("added", 2)]),
        (ALSO.replace("{}", '{"id": 0}'), [("added", None)]),
        ("UPDATE audit_entry SET id = 10 - id WHERE id IN (4, 6)", [("changed", 1), ("changed", 2)]),
        ("DELETE FROM audit_seal WHERE number = 2", [("gap", 3)]),
        ("DELETE FROM audit_seal WHERE number = 1", [("gap", 2)]),
        ("UPDATE audit_seal SET count = 3 WHERE number = 2", [("added", 2), ("chain", 2)]),
        ("UPDATE audit_seal SET own_hash = repeat('0', 64) WHERE number = 3", [("chain", 3)]),
        ("UPDATE audit_seal SET to_at = to_at + interval '1 second' WHERE number = 1", [("chain", 1)]),
    ],
)  # fmt: skip
def test_every_change_of_what_is_sealed_is_found(three_seals: None, statement: str, found: list[tuple[str, int | None]]) -> None:
    """A11: edit, removal, insertion and gap, with the seal it is in."""
    as_owner(statement)
    assert wrong(verify_log()) == found


def test_a_chain_that_was_cut_or_made_anew_differs_from_an_exported_head(three_seals: None, tmp_path: Path) -> None:
    """A11: the owner can rewrite everything but what is kept elsewhere."""
    assert export_head(tmp_path, NOON) == tmp_path / "audit-heads" / "2026-11-22.json"
    assert export_head(tmp_path, NOON) is None
    found = head()
    assert found is not None
    assert list(exported_heads(tmp_path)) == [("2026-11-22.json", 3, found.hash)]
    assert verify_log(exported_heads(tmp_path)).sound
    as_owner("DELETE FROM audit_entry WHERE id > 8; DELETE FROM audit_seal WHERE number = 3")
    assert verify_log().sound
    assert wrong(verify_log(exported_heads(tmp_path))) == [("head", None)]
    log(NOON, rows=4)
    seal_log(NOON)
    assert [problem.head for problem in verify_log(exported_heads(tmp_path)).problems] == ["2026-11-22.json"]
    (tmp_path / "audit-heads" / "2026-11-22.json").write_text("nothing")
    assert wrong(verify_log(exported_heads(tmp_path))) == [("head", None)]


def test_no_setting_of_a_session_changes_what_is_hashed(three_seals: None) -> None:
    """A11: verified from any place, in any time zone, however dates are written there."""
    asked = f"SELECT {ROW} FROM audit_entry e ORDER BY e.id"
    settings_of_others = {"timezone": "Asia/Tokyo", "datestyle": "German", "intervalstyle": "sql_standard", "bytea_output": "escape"}
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(asked)
        before = cursor.fetchall()
        for name, value in settings_of_others.items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")
        cursor.execute(asked)
        assert cursor.fetchall() == before


@pytest.fixture
def four_months() -> None:
    """August to November, sealed across the ends of the months, with a late row among them."""
    for month in (8, 9, 10):
        log(dt.datetime(2026, month, 20, 12, tzinfo=STOCKHOLM), rows=3)
        log(dt.datetime(2026, month + 1, 1, 0, 5, tzinfo=STOCKHOLM), rows=1)
        log(dt.datetime(2026, month, 28, 12, tzinfo=STOCKHOLM), rows=1)
        seal_log(NOON)
    make_partitions(connections["owner"], NOON.date())


def _dispose(before: dt.date, at: dt.datetime = NOON) -> Disposal:
    made = dispose_of_log(by=Actor.operator(at), before=before, rule="Två månader", decision="KS 2026-77")
    seal_log(at)
    return made


def test_a_disposal_by_rule_is_accepted_and_told(four_months: None) -> None:
    """A11, H1: months go whole, what reached over the border is still verified, and every other removal is still found."""
    made = _dispose(dt.date(2026, 10, 15))
    assert (made.count, Entry.objects.exclude(action="audit.disposed").count()) == (9, 6)
    assert [row["seal"] for row in made.remnants] == [2]
    report = verify_log()
    assert (report.sound, report.disposed_rows, [d.decision for d in report.disposals]) == (True, 9, ["KS 2026-77"])
    as_owner("DELETE FROM audit_entry WHERE id = (SELECT min(id) FROM audit_entry)")
    assert wrong(verify_log()) == [("removed", 2)]


def test_one_disposal_follows_on_another(four_months: None) -> None:
    """H1: the later border counts; the earlier disposal stays proved."""
    _dispose(dt.date(2026, 9, 1))
    assert verify_log().sound
    _dispose(dt.date(2026, 11, 1))
    assert verify_log().sound
    assert Disposal.objects.count() == 2


def test_a_disposal_that_nobody_decided_is_no_excuse(four_months: None) -> None:
    """A11, H1: rows that are gone need a disposal that stands in the sealed log as it was decided."""
    as_owner("DROP TABLE audit_entry_2026_08")
    as_owner(
        "INSERT INTO audit_disposal (before, rule, decision, disposed_at, disposed_by, last_seal, count, remnants, digest)"
        " VALUES ('2026-09-01', 'r', 'd', now(), 'x', 1, 4, '[]', '')"
    )
    assert ("disposal", None) in wrong(verify_log())
    as_owner("DELETE FROM audit_disposal")
    assert wrong(verify_log()) == [("removed", 1)]


def test_what_does_not_agree_is_not_disposed_of(four_months: None) -> None:
    """H1: nor what is not sealed, what is not over, or without a decision; and nothing goes half."""
    before = Entry.objects.count()
    for day, decision, said in (
        (dt.date(2026, 12, 1), "KS 1", "slut"),
        (dt.date(2026, 10, 1), " ", "beteckning"),
        (dt.date(2020, 1, 1), "KS 1", "inget"),
    ):
        with pytest.raises(DisposalError, match=said):
            dispose_of_log(by=Actor.operator(NOON), before=day, rule="r", decision=decision)
    log(dt.datetime(2026, 8, 1, tzinfo=STOCKHOLM))
    with pytest.raises(DisposalError, match="förseglade"):
        dispose_of_log(by=Actor.operator(NOON), before=dt.date(2026, 10, 1), rule="r", decision="KS 1")
    as_owner("UPDATE audit_entry SET role = 'x' WHERE id = 1")
    with pytest.raises(DisposalError, match="sigill 1"):
        dispose_of_log(by=Actor.operator(NOON), before=dt.date(2026, 10, 1), rule="r", decision="KS 1")
    assert (Entry.objects.count(), Disposal.objects.count()) == (before + 1, 0)


def test_a_head_in_a_file_holds_no_personal_data(three_seals: None, tmp_path: Path) -> None:
    """B3: number, hash, last id and moment."""
    target = export_head(tmp_path, NOON)
    assert target is not None
    assert set(json.loads(target.read_text())) == {"number", "hash", "last_id", "sealed_at"}
