"""What a demo keeps of its own."""

from django.db import models

from larka.core.models import PublicModel, classify


class KeptMail(PublicModel):
    """An e-mail that a demo has not sent: nobody in it exists."""

    sent_at = models.DateTimeField("skickat", auto_now_add=True)
    to = models.CharField("till", max_length=1000)
    subject = models.CharField("ämne", max_length=1000)
    text = models.TextField("text")

    fields_are = classify(personal="to subject text", technical="id public_id sent_at")

    class Meta:
        verbose_name = "brev i demon"

    def __str__(self) -> str:
        return f"mail {self.pk}"
