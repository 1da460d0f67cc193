"""Whose a notice is. What it is about has its own policy, which is asked beside this one."""

from django.utils.translation import gettext_lazy as _

from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.notices.models import Notice, Recipient

RECIPIENT = Path("self", _("Den som har fått den"), Recipient, person="person", anchor={"notice": "notice"}, dated=())

NOTICE_READ = Policy("notice.read", Notice, _("Mina notiser"), (Grant(RECIPIENT, via=("notice",)),), {"notice": "pk"}, demands="own")
