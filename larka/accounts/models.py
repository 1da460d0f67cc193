"""Accounts and their sessions. An account is a person's way in; there is no superuser (A8)."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from larka.core.models import classify
from larka.register.models import Person


class UserManager(BaseUserManager["User"]):
    """Accounts are found by their user name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def of(self, person: Person) -> "User":
        """The person's account, made without a password where there is none yet."""
        user = self.filter(person=person).first()
        if user is None:
            user = self.model(person=person, username=str(person.public_id))
            user.set_unusable_password()
            user.save()
        return user


DEFAULT_IDLE = 30 * 60


class User(AbstractBaseUser):
    """An account. One person has one, whatever units and children it concerns (A7)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="account", verbose_name="person")
    username = models.CharField("användarnamn", max_length=320, unique=True)
    email = models.EmailField("e-post", blank=True)
    is_active = models.BooleanField("aktivt", default=True)
    language = models.CharField("språk", max_length=8, blank=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    fields_are = classify(personal="person username email language", sensitive="password", technical="id is_active last_login date_joined")

    class Meta:
        verbose_name = "konto"
        constraints = [models.CheckConstraint(name="account_has_a_user_name", condition=Q(username__gt=""))]

    def __str__(self) -> str:
        return f"account {self.pk}"


class Session(AbstractBaseSession):
    """A session on the server, so that it can be listed and ended; the account stands in a column of its own."""

    account = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    public_id = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    started_at = models.DateTimeField("inloggad", db_default=Now())
    seen_at = models.DateTimeField("senast använd", db_default=Now())
    idle_seconds = models.PositiveIntegerField("slutar efter så lång overksamhet", db_default=DEFAULT_IDLE)
    browser = models.CharField("webbläsare", max_length=60, db_default="")
    way = models.CharField("sätt att logga in", max_length=10, db_default="", help_text="password, eller identitetsutfärdarens nummer")

    fields_are = classify(
        personal="account browser", technical="session_key session_data expire_date public_id started_at seen_at idle_seconds way"
    )

    def save(self, **kwargs: Any) -> None:
        """What was said at the start of the session stays as it was said."""
        if kwargs.get("force_update"):
            told = ["idle_seconds", "browser", "way"] if self.browser else []
            kwargs["update_fields"] = ["session_data", "expire_date", "account", *told]
        super().save(**kwargs)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from larka.accounts.sessions import SessionStore

        return SessionStore


class Identity(models.Model):
    """Who a person is with an identity provider, since it was first matched with the register; it never becomes anybody else's."""

    class Matched(models.TextChoices):
        IDENTIFIER = "identifier", "Användaridentitet"
        NUMBER = "number", "Personnummer"

    person = models.ForeignKey(Person, models.PROTECT, related_name="identities", verbose_name="person")
    issuer = models.CharField("utfärdare", max_length=500)
    subject = models.CharField("id hos utfärdaren", max_length=255)
    matched = models.CharField("funnen genom", max_length=10, choices=Matched)
    connected_at = models.DateTimeField("sedan")

    fields_are = classify(kept="matched connected_at", personal="person subject", technical="id issuer")

    class Meta:
        verbose_name = "identitet hos en utfärdare"
        verbose_name_plural = "identiteter hos utfärdare"
        constraints = [
            models.UniqueConstraint("issuer", "subject", name="identity_is_one_persons"),
            models.CheckConstraint(name="identity_names_issuer_and_subject", condition=Q(issuer__gt="", subject__gt="")),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"


class Attempts(models.Model):
    """How often a log-in has failed for one name, from one address or for one account's second step; the key is hashed."""

    key = models.CharField("nyckel", max_length=64, primary_key=True)
    failures = models.PositiveIntegerField("misslyckade försök")
    last_at = models.DateTimeField("senast")
    waits_until = models.DateTimeField("väntar till", null=True)

    fields_are = classify(technical="key failures last_at waits_until")

    class Meta:
        verbose_name = "inloggningsförsök"

    def __str__(self) -> str:
        return f"{self.failures} attempts"


class PasswordAsked(models.Model):
    """Somebody has forgotten a password: what was typed, until it has been looked up outside the request (docs/adr/0160)."""

    typed = models.TextField("användarnamn eller e-post, krypterat")
    page = models.CharField("sidan som länken leder till", max_length=500)
    language = models.CharField("språk", max_length=8)
    address = models.GenericIPAddressField("adress", null=True)
    asked_at = models.DateTimeField("frågat")
    try_at = models.DateTimeField("försök tidigast")

    fields_are = classify(personal="typed language address", technical="id page asked_at try_at")

    class Meta:
        verbose_name = "glömt lösenord"
        indexes = [models.Index(fields=["try_at"], name="password_asked_due")]

    def __str__(self) -> str:
        return f"asked {self.pk}"
