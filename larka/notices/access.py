"""Whose a notice is. What it is about has its own policy, which is asked beside this one."""

from django.utils.translation import gettext_lazy as _

from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.invitations.access import GROUP_LOGINS, UNIT_LOGINS
from larka.notices.models import Notice, Recipient
from larka.register.models import Group, Organisation

RECIPIENT = Path("self", _("Den som har fått den"), Recipient, person="person", anchor={"notice": "notice"}, dated=())

NOTICE_READ = Policy("notice.read", Notice, _("Mina notiser"), (Grant(RECIPIENT, via=("notice",)),), {"notice": "pk"}, demands="own")

# Those who make letters with codes make these, about the same people (A10).
GROUP_POST = Policy("post.group", Group, _("Post på papper till klassens familjer"), GROUP_LOGINS.grants, GROUP_LOGINS.columns)
UNIT_POST = Policy("post.unit", Organisation, _("Post på papper till enhetens familjer"), UNIT_LOGINS.grants, UNIT_LOGINS.columns)
