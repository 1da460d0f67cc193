from django.urls import path

from larka.invitations.views import applying, deciding, letters, renewing, welcome

urlpatterns = [
    path("ansok/", applying.guardian_application, name="guardian_application"),
    path("ansok/tack/", applying.application_sent, name="application_sent"),
    path("ansok/blankett/", applying.blank, name="blank_application"),
    path("ansok/blankett/pdf/", applying.blank_pdf, name="blank_application_pdf"),
    path("valkommen/", welcome.welcome, name="welcome"),
    path("valkommen/losenord/", welcome.password, name="welcome_password"),
    path("ansokningar/", deciding.applications, name="applications"),
    path("ansokningar/utan-traff/", deciding.unmatched, name="unmatched_applications"),
    path("ansokningar/<uuid:public_id>/", deciding.application, name="application"),
    path("enheter/<uuid:public_id>/ansokan/", applying.paper_application, name="paper_application"),
    path("inloggning/ny/", renewing.renew_login, name="renew_login"),
    path("enheter/<uuid:public_id>/inloggning/ny/", renewing.unit_renew_login, name="unit_renew_login"),
    path("enheter/<uuid:public_id>/inloggning/", letters.unit_logins, name="unit_logins"),
    path("grupper/<uuid:public_id>/inloggning/", letters.group_logins, name="group_logins"),
    path("grupper/<uuid:public_id>/inloggning/brev/", letters.group_letters, name="group_letters"),
]
