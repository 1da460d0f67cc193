from django.urls import path

from larka.talks.views import booking, holding, lacking, leading, paper, rounds, slots, talk

urlpatterns = [
    path("samtal/", rounds.talk_rounds, name="talk_rounds"),
    path("samtal/ny/<uuid:public_id>/", rounds.new_talk_round, name="new_talk_round"),
    path("samtal/omgang/<uuid:public_id>/", rounds.talk_round, name="talk_round"),
    path("samtal/omgang/<uuid:public_id>/andra/", rounds.change_talk_round, name="change_talk_round"),
    path("samtal/omgang/<uuid:public_id>/bjud-in/", rounds.invite_to_talks, name="invite_to_talks"),
    path("samtal/omgang/<uuid:public_id>/tider/", slots.talk_times, name="talk_times"),
    path("samtal/omgang/<uuid:public_id>/lista/pdf/", paper.talk_list_pdf, name="talk_list_pdf"),
    path("samtal/omgang/<uuid:public_id>/brev/", paper.talk_letters, name="talk_letters"),
    path("samtal/boka/<uuid:public_id>/", booking.book_talk, name="book_talk"),
    path("samtal/boka-at/<uuid:public_id>/", leading.book_talk_for, name="book_talk_for"),
    path("samtal/anteckna/<uuid:public_id>/", holding.note_talk, name="note_talk"),
    path("samtal/grupp/<uuid:public_id>/", lacking.group_talks, name="group_talks"),
    path("samtal/enhet/<uuid:public_id>/", lacking.unit_talks, name="unit_talks"),
    path("samtal/enhet/<uuid:public_id>/saknas.csv", lacking.unit_talks_csv, name="unit_talks_csv"),
    path("samtal/<uuid:public_id>/", talk.talk, name="talk"),
    path("samtal/<uuid:public_id>/andra/", booking.change_talk, name="change_talk"),
    path("samtal/<uuid:public_id>/avboka/", booking.cancel_talk, name="cancel_talk"),
    path("samtal/<uuid:public_id>/flytta/", leading.move_talk, name="move_talk"),
    path("samtal/<uuid:public_id>/stall-in/", leading.call_off_talk, name="call_off_talk"),
    path("samtal/<uuid:public_id>/hallet/", holding.hold_talk, name="hold_talk"),
    path("samtal/<uuid:public_id>/pdf/", talk.talk_pdf, name="talk_pdf"),
    path("samtal/<uuid:public_id>/samtal.json", talk.talk_json, name="talk_json"),
    path("samtal/<uuid:public_id>/historik/", talk.talk_history, name="talk_history"),
    path("samtal/<uuid:public_id>/vem-kan-se/", talk.talk_holders, name="talk_holders"),
    path("samtal/<uuid:public_id>/vem-har-last/", talk.talk_readers, name="talk_readers"),
    path("barn/<uuid:public_id>/samtal/", talk.child_talks, name="child_talks"),
]
