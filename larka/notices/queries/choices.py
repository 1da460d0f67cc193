"""What somebody has chosen, and in which ways they can be reached at all."""

from dataclasses import dataclass

from larka.accounts.models import User
from larka.notices.models import BouncedAddress, Choice, PushSubscription
from larka.notices.sending.texting import mobile_of
from larka.register.actor import Actor
from larka.register.models import Profile, ReachedBy
from larka.register.settings import setting


@dataclass(frozen=True, slots=True)
class Reach:
    """One's own ways. bounced: the address that mail comes back from."""

    kept: Choice
    email: str
    bounced: bool
    on_paper: bool
    has_sms: bool
    has_push: bool
    browsers: int


def own_reach(actor: Actor) -> Reach:
    """How the person who asks is reached."""
    me = actor.writer
    email = User.objects.filter(person=me).values_list("email", flat=True).first() or ""
    return Reach(
        kept=Choice.objects.filter(person=me).first() or Choice(person_id=me),
        email=email,
        bounced=bounces(me, email),
        on_paper=Profile.objects.filter(person=me, reached_by=ReachedBy.PAPER).exists(),
        has_sms=bool(setting("notices.sms") and mobile_of(me)),
        has_push=bool(setting("notices.push") and setting("notices.push_hosts")),
        browsers=PushSubscription.objects.filter(person=me).count(),
    )


def bounces(person: int, email: str | None = None) -> bool:
    """Whether mail to the address of the person's account comes back."""
    address = email if email is not None else User.objects.filter(person=person).values_list("email", flat=True).first()
    return bool(address) and BouncedAddress.objects.filter(person=person, address=address).exists()
