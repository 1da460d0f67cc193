"""The picture of a person: one's own, or a pupil's that the mentor helps with (B1)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, opens
from larka.media.access import PICTURE_READ, PICTURE_SET
from larka.media.actions.pictures import remove_picture, set_picture, show_picture_to
from larka.media.actions.uploads import forget_upload, keep_upload
from larka.media.forms import PictureForm
from larka.media.limits import most_of
from larka.media.models import Medium, ProfilePicture, Upload
from larka.media.queries.pictures import latest_pictures, picture_of_upload
from larka.media.queries.uploads import own_upload
from larka.media.receiving import SealedUpload
from larka.media.refusals import MEGABYTE, RefusedFileError, in_words
from larka.register.choices import Protection
from larka.register.models import Person

_FORM_ITSELF = 1 * MEGABYTE


@csrf_exempt  # until the file's own handler is in place: the token stands in the same body
@opens(PICTURE_SET)
def picture(request: ActingRequest, person: Any) -> HttpResponse:
    """What the picture is now, and a form to change it, choose who sees it, or take it away."""
    handler = SealedUpload(request.actor, most_of(Medium.Kind.PICTURE) * MEGABYTE)
    if request.method == "POST":
        request.upload_handlers = [handler]
    try:
        return _picture(request, person, handler)
    finally:
        handler.drop()


# A file that is too large is told so in words; what is larger still is not read at all.
picture.largest_body = 100 * MEGABYTE + _FORM_ITSELF  # type: ignore[attr-defined]


@csrf_protect
def _picture(request: ActingRequest, person: Person, handler: SealedUpload) -> HttpResponse:
    own = person.pk == request.actor.person_id
    chooses = own and person.protection == Protection.NONE
    shown, newest = latest_pictures(person.pk)
    latest = newest or shown
    chosen = latest.shown_to if latest else ProfilePicture.ShownTo.CLOSE
    form = PictureForm(request.POST if request.method == "POST" else None, chooses=chooses, shown_to=chosen)
    if request.method == "POST":
        list(request.FILES)  # now at the latest the body is read, through the handler
        if "remove" in request.POST:
            remove_picture(by=request.actor, person=person)
            messages.success(request, _("Bilden är borttagen."))
            return redirect("picture", person.public_id)
        if form.is_valid() and _saved(request, person, form, handler):
            return redirect("picture", person.public_id)
    context = {"person": person, "own": own, "chooses": chooses, "shown": shown, "newest": newest, "form": form}
    # A new mistake stands alone: what an earlier file was refused for is no longer of interest.
    earlier = newest.medium.reason if newest and request.method != "POST" else ""
    context |= {"problem": in_words(earlier) if earlier else "", "most": most_of(Medium.Kind.PICTURE)}
    return render(request, "media/picture.html", context, status=422 if request.method == "POST" else 200)


def _saved(request: ActingRequest, person: Person, form: PictureForm, handler: SealedUpload) -> bool:
    shown_to, sent_as = form.cleaned_data.get("shown_to"), form.cleaned_data["upload"]
    if sent_as and picture_of_upload(person.pk, sent_as):  # the same form once more
        messages.success(request, _("Bilden är mottagen. Den visas så snart den är klar."))
        return True
    try:
        upload = _sent(request, form, handler)
        if upload is not None:
            _set(request, person, upload, shown_to)
        elif shown_to is None:
            raise RefusedFileError("missing")
        else:
            show_picture_to(by=request.actor, person=person, shown_to=shown_to)
            messages.success(request, _("Valet är sparat."))
    except RefusedFileError as refused:
        form.add_error("file", in_words(refused.code, refused.values))
        return False
    return True


def _set(request: ActingRequest, person: Person, upload: Upload, shown_to: str | None) -> None:
    try:
        set_picture(by=request.actor, person=person, upload=upload, shown_to=shown_to)
    except RefusedFileError as refused:
        if refused.code != "gone":  # else there is nothing left of it, or something else has it
            forget_upload(by=request.actor, upload=upload)
        raise
    messages.success(request, _("Bilden är mottagen. Den visas så snart den är klar."))


def _sent(request: ActingRequest, form: PictureForm, handler: SealedUpload) -> Upload | None:
    """What came before the form, part by part, or in it; None: nothing was chosen."""
    if handler.too_large:
        raise RefusedFileError("larger", what=_("Bilden"), most=handler.most // MEGABYTE)
    if form.cleaned_data["upload"]:
        upload = own_upload(request.actor, form.cleaned_data["upload"])
        if upload is None:
            raise RefusedFileError("gone")
        return upload
    return None if handler.upload is None else keep_upload(by=request.actor, upload=handler.upload)


@opens(PICTURE_SET)
def readers(request: ActingRequest, person: Any) -> HttpResponse:
    """Vem kan se detta? Those who can see the picture, as far as the asker may know of them (A18)."""
    shown, newest = latest_pictures(person.pk)
    picture = shown or newest
    audience = Audience.of(request.actor, PICTURE_READ, picture) if picture is not None else None
    listed = audience.shown(request.GET.dict(), request.path, embedded=is_fetched(request)) if audience else None
    return render(request, "media/picture_readers.html", {"person": person, "shown": listed})
