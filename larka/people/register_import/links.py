"""Which groups an activity is taught to: a link without days of its own, since the activity and the groups have theirs."""

from larka.people.register_import.sql import run

_WANTED = """CREATE TEMPORARY TABLE wanted_activity_groups ON COMMIT DROP AS
SELECT DISTINCT s.owner, a.pk AS activity_id, g.pk AS group_id FROM in_activity_groups s
JOIN known_activities a ON a.source = s.owner JOIN known_groups g ON g.source = s.group_ref"""
_PLAN = """CREATE TEMPORARY TABLE plan_activity_groups ON COMMIT DROP AS
SELECT w.* FROM wanted_activity_groups w
WHERE NOT EXISTS (SELECT FROM register_activitygroup l WHERE l.activity_id = w.activity_id AND l.group_id = w.group_id)"""
# Links to groups that are over stay: they say what was taught to whom.
_ENDED = """CREATE TEMPORARY TABLE end_activity_groups ON COMMIT DROP AS
SELECT l.id, k.source AS owner FROM register_activitygroup l JOIN known_activities k ON k.live = l.activity_id AND k.present
JOIN known_groups g ON g.live = l.group_id AND g.present AND NOT g.reopened
WHERE NOT EXISTS (SELECT FROM wanted_activity_groups w WHERE w.activity_id = l.activity_id AND w.group_id = l.group_id)
 AND NOT EXISTS (SELECT FROM in_spared z WHERE z.part = 'activity_groups' AND z.owner = k.source)"""


def plan_links() -> None:
    """Compare the groups of each activity."""
    run(_WANTED)
    run(_PLAN)
    run(_ENDED)


def apply_links() -> None:
    """Carry out the plan."""
    run("DELETE FROM register_activitygroup WHERE id IN (SELECT id FROM end_activity_groups)")
    run("INSERT INTO register_activitygroup (activity_id, group_id) SELECT activity_id, group_id FROM plan_activity_groups")
