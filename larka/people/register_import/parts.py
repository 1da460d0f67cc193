"""Parts of rows, without an id: memberships, enrolments, assignments, teachers. Who and where tells which is which."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from larka.people.register_import.things import role_of, to


@dataclass(frozen=True)
class Part:
    """A list inside a file's rows. ``keys`` tell one from another; ``owner`` is the key that stands for the row it is in.

    list_name: what the file calls it. other: the key and file of what a part names. begins: the first day of one that has none.
    missing: the key of a person whose absence from the full file ends it (B5). fixed: rows that a new one may not overlap.
    """

    name: str
    file: str
    live: str
    list_name: str
    owner: str
    other: tuple[str, str]
    keys: Mapping[str, str]
    begins: str
    missing: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    scope: str = "TRUE"
    fixed: str = "TRUE"
    public: bool = False
    # Where a key may be empty: what stands for that here, so that equal is equal, and the way back. ``stored`` may add columns.
    live_keys: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)

    @property
    def dated(self) -> bool:
        """Every part begins and ends."""
        return True

    def live_key(self, name: str, alias: str) -> str:
        """A key of a row of the table."""
        return self.live_keys.get(name, f"@.{name}").replace("@", alias)

    def same(self, left: str, right: str) -> str:
        """The condition that two planned rows are about the same."""
        return " AND ".join(f"{left}.{name} = {right}.{name}" for name in self.keys)

    def same_as_live(self, left: str, right: str) -> str:
        """The condition that a planned row and a row of the table are about the same."""
        return " AND ".join(f"{left}.{name} = {self.live_key(name, right)}" for name in self.keys)


MEMBERSHIPS = Part(
    "memberships",
    "groups",
    "register_groupmembership",
    "groupMemberships",
    owner="group_id",
    other=("child_id", "persons"),
    keys={"group_id": to("groups", "owner"), "child_id": to("persons", "child")},
    begins="(SELECT g.starts_on FROM in_groups g WHERE g.id = w.owner)",
    missing="child_id",
    public=True,
)
# The grade is a key: a pupil who moves up ends in one and begins in the next, so that history stays (B4).
ENROLMENTS = Part(
    "enrolments",
    "persons",
    "register_placement",
    "enrolments",
    owner="child_id",
    other=("unit_id", "organisations"),
    keys={
        "child_id": to("persons", "owner"),
        "unit_id": to("organisations", "unit"),
        "school_form": "s.school_form",
        "grade": "COALESCE(s.grade, -1::smallint)",
    },
    begins="$today",
    missing="child_id",
    columns={"kind": "s.kind"},
    scope="l.source_id IS NULL",
    fixed="r.source_id IS NULL AND r.register_starts_on IS NOT NULL",
    public=True,
    live_keys={"grade": "COALESCE(@.grade, -1::smallint)"},
    stored={"grade": "NULLIF(grade, -1)", "reason": "''"},
)
ASSIGNMENTS = Part(
    "assignments",
    "duties",
    "register_dutyassignment",
    "assignmentRole",
    owner="duty_id",
    other=("group_id", "groups"),
    keys={"duty_id": to("duties", "owner"), "group_id": to("groups", "group_ref"), "role_name": "s.role_name"},
    begins="(SELECT d.starts_on FROM in_duties d WHERE d.id = w.owner)",
    columns={"role": role_of("assignment")},
)
TEACHERS = Part(
    "teachers",
    "activities",
    "register_teachingassignment",
    "teachers",
    owner="activity_id",
    other=("duty_id", "duties"),
    keys={"activity_id": to("activities", "owner"), "duty_id": to("duties", "duty")},
    begins="(SELECT a.starts_on FROM in_activities a WHERE a.id = w.owner)",
    columns={"grader": "s.grader"},
)
PARTS = (MEMBERSHIPS, ENROLMENTS, ASSIGNMENTS, TEACHERS)
