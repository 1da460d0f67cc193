"""Talks on paper: the list of a round, and letters home."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.answers import paper, pdf_file
from larka.access.http import ActingRequest, opens
from larka.talks.access import ROUND_LEAD
from larka.talks.actions.paper import print_talk_letters
from larka.talks.models import TalkRound
from larka.talks.pdf.letters import render_talk_letters
from larka.talks.queries.paper import adults_of
from larka.talks.queries.rounds import invited_rows, live_talks
from larka.talks.records import round_document


@opens(ROUND_LEAD)
def talk_list_pdf(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """In the order of the times, to have in one's hand; then those who have none."""
    talks = live_talks(request.actor, started)
    without = [row for row in invited_rows(request.actor, started, talks) if not row.talks]
    request.reading.saw({talk.child_id for talk in talks} | {row.child_id for row in without})
    document = round_document(started, talks, [row.name for row in without])
    return paper(document, "samtalslista", request.actor.at)


@opens(ROUND_LEAD)
def talk_letters(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """Whom to write to; those who have chosen paper are ticked."""
    if request.method == "POST":
        letters = print_talk_letters(by=request.actor, started=started, chosen=_chosen(request))
        if letters:
            return pdf_file(render_talk_letters(letters, started, made_at=request.actor.at), "brev")
        messages.warning(request, _("Inget brev gjordes. Välj minst en person."))
        return redirect("talk_letters", started.public_id)
    rows = adults_of(request.actor, started)
    request.reading.saw(child.pk for row in rows for child in row.children)
    return render(request, "talks/letters.html", {"started": started, "rows": rows})


def _chosen(request: ActingRequest) -> set[uuid.UUID]:
    found = set()
    for text in request.POST.getlist("person"):
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found
