"""Settings of the huvudman that the register keeps."""

from django.db import models

from larka.core.models import classify
from larka.register.choices import Role


class RoleMapping(models.Model):
    """Which role of A8 a register's ``dutyRole`` or ``assignmentRoleType`` gives; a name that is not here gives none."""

    class Source(models.TextChoices):
        DUTY = "duty", "dutyRole"
        ASSIGNMENT = "assignment", "assignmentRoleType"

    source = models.CharField("fält", max_length=10, choices=Source)
    name = models.CharField("namn i registret", max_length=100)
    role = models.CharField("roll", max_length=30, choices=Role)

    fields_are = classify(kept="source name role", technical="id")

    class Meta:
        verbose_name = "rollöversättning"
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="role_name_is_mapped_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.role}"


class HuvudmanSetting(models.Model):
    """One decided setting; what is not here has the strict default of ``larka.register.settings``."""

    key = models.CharField("inställning", max_length=60, primary_key=True)
    value = models.JSONField("värde")

    fields_are = classify(kept="key value")

    class Meta:
        verbose_name = "inställning"

    def __str__(self) -> str:
        return self.key
