"""Reading what a demo would have sent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from larka.access.http import exempt
from larka.demo.queries import latest_mails, mail_of


@exempt("demo only: every person is invented")
def mails(request: HttpRequest) -> HttpResponse:
    """The list, or with ``brev`` one of them. 404 outside demo mode."""
    if not settings.DEMO:
        raise Http404
    asked = request.GET.get("brev")
    if asked is None:
        return render(request, "demo/mails.html", {"mails": latest_mails()})
    if (mail := mail_of(asked)) is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": mail})
