"""When something goes wrong: plain pages that need no database and say nothing about what exists."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.core.typed import texts_in

METHODS = ("GET", "HEAD", "POST")
_LAST_RESORT = (
    "<!doctype html><html lang=sv><meta charset=utf-8><title>Något gick fel</title>"
    "<h1>Något gick fel</h1><p>Felet är vårt, inte ditt. Försök igen om en stund.</p><p><a href=/>Till startsidan</a></p></html>"
)


def error_page(request: HttpRequest, status: int, title: str, text: str, typed: list[str] | None = None) -> HttpResponse:
    """One error, one way forward. The same bytes whoever asks for whatever, in one language and look. ``typed``: given back."""
    if wants_json(request):
        return JsonResponse({"error": title, "help": text}, status=status, json_dumps_params={"ensure_ascii": False})
    context = {"title": title, "text": text, "status": status, "typed": typed or []}
    return HttpResponse(render_to_string("web/error.html", context, request=request), status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks that shows no page: one that sends or wants JSON, or a fetch that is not htmx's."""
    if request.content_type == "application/json" or "application/json" in request.headers.get("Accept", ""):
        return True
    return request.headers.get("Sec-Fetch-Dest") == "empty" and "HX-Request" not in request.headers


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Missing and forbidden are the same page (A1)."""
    title = _("Sidan finns inte, eller så har du inte tillgång till den.")
    if typed := texts_typed(request):
        text = _("Det du skickade hör till något som inte finns längre, eller som du inte har tillgång till. Inget är sparat.")
        return error_page(request, 404, title, text, typed)
    return error_page(request, 404, title, _("Kontrollera adressen, eller gå till startsidan. Fråga skolan om du tror att det är fel."))


def texts_typed(request: HttpRequest) -> list[str]:
    """The sentences in a form of ours that came too late, for its writer to take care of (Q2). Nothing of what another site sends."""
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return []
    return texts_in(dict(request.POST.lists()))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent could not be understood, or is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return error_page(request, 400, _("Det gick inte att förstå det som skickades."), _("Gå tillbaka, ladda om sidan och försök igen."))


def too_large(request: HttpRequest) -> HttpResponse:
    """More than we take; nothing of it was read."""
    return error_page(request, 413, _("Det du skickade är för stort."), _("Gå tillbaka och skicka en mindre fil eller en kortare text."))


def too_long(request: HttpRequest) -> HttpResponse:
    """No address of ours is as long."""
    return error_page(request, 414, _("Adressen är för lång."), _("Kontrollera adressen, eller gå till startsidan."))


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """Asked more often than a person does; when to try again is said to programs, too."""
    text = ngettext("Vänta en sekund och försök igen.", "Vänta %(wait)d sekunder och försök igen.", wait) % {"wait": wait}
    answer = error_page(request, 429, _("Det blev för många frågor på kort tid."), text)
    answer["Retry-After"] = str(wait)
    return answer


def too_slow(request: HttpRequest) -> HttpResponse:
    """The database was asked for more than it could find in the time a page may take, and was stopped."""
    text = _("Försök igen om en stund, eller be om mindre på en gång. Säg till den som sköter Lärka om det händer igen.")
    return error_page(request, 503, _("Det tog för lång tid att ta fram sidan."), text)


def store_away(request: HttpRequest) -> HttpResponse:
    """Where pictures and files lie does not answer; nothing is lost by it."""
    text = _("Bilder och filer kan inte nås just nu, och inget som skickades är sparat. Försök igen om en stund.")
    return error_page(request, 503, _("Filerna kan inte nås."), text)


def in_swedish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What Django refuses without a word (a page that only a form leads to, or only a link) is told as everything else is."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method == "HEAD" or response.content:
        return response
    text = _("Gå tillbaka och använd knappen eller länken på sidan, eller gå till startsidan.")
    answer = error_page(request, response.status_code, _("Sidan går inte att öppna på det sättet."), text)
    answer["Allow"] = response["Allow"]
    return answer


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing in Lärka answers 403 of its own will: forbidden looks like missing (A1)."""
    return not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The form's token did not match: most often a page that has been open too long. What no page takes is told so instead."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    title = _("Sidan hade varit öppen för länge.")
    text = _("Inget har sparats. Gå tillbaka, ladda om sidan och försök igen. Om det händer igen: tillåt kakor för den här adressen.")
    return error_page(request, 403, title, text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. If even this page cannot be made there is one that cannot fail."""
    try:
        return error_page(request, 500, _("Något gick fel"), _("Felet är vårt, inte ditt. Försök igen om en stund."))
    except Exception:  # noqa: BLE001 - the page for errors must not make one
        return HttpResponse(_LAST_RESORT, status=500)
