"""The register: who is where, with whom, from when to when. The words are SS 12000's where it has one."""

from larka.register.models.calendar import SchoolYear, Term
from larka.register.models.families import AdultPupilConsent, Responsible, Restriction
from larka.register.models.groups import Activity, ActivityGroup, Group, GroupMembership, Syllabus, TeachingAssignment
from larka.register.models.organisations import Organisation, Placement
from larka.register.models.people import ContactDetails, IdentityNumber, Person
from larka.register.models.profile import Profile, ReachedBy
from larka.register.models.settings import HuvudmanSetting, RoleMapping
from larka.register.models.staff import Duty, DutyAssignment, RoleGrant, Substitute

__all__ = [
    "Activity",
    "ActivityGroup",
    "AdultPupilConsent",
    "ContactDetails",
    "Duty",
    "DutyAssignment",
    "Group",
    "GroupMembership",
    "HuvudmanSetting",
    "IdentityNumber",
    "Organisation",
    "Person",
    "Placement",
    "Profile",
    "ReachedBy",
    "Responsible",
    "Restriction",
    "RoleGrant",
    "RoleMapping",
    "SchoolYear",
    "Substitute",
    "Syllabus",
    "TeachingAssignment",
    "Term",
]
