from allauth.account.views import LoginView, LogoutView
from django.urls import path

from larka.access.http import exempt
from larka.accounts.middleware import ASKING
from larka.accounts.views import coming_back, demo, emails, factors, passwords, providers, sessions, step_up

urlpatterns = [
    path("logga-in/", exempt("the way in")(LoginView.as_view()), name="account_login"),
    path("logga-in/steg-2/", factors.second_step, name="mfa_authenticate"),
    path("logga-in/igen/", coming_back.sign_in_again, name="sign_in_again"),
    path("logga-in/fortsatt/", coming_back.come_back, name="come_back"),
    path("logga-in/via/", providers.go_to_provider, name="go_to_provider"),
    path("logga-in/via/svar/", providers.provider_answer, name="provider_answer"),
    path("logga-ut/klart/", providers.signed_out, name="signed_out"),
    path("logga-ut/", exempt("the way out")(LogoutView.as_view()), name="account_logout"),
    path("konto/bekrafta/", step_up.step_up, name="step_up"),
    path("konto/inloggning/", factors.security, name="mfa_index"),
    path("konto/inloggning/app/", factors.add_app, name="mfa_activate_totp"),
    path("konto/inloggning/app/ta-bort/", factors.remove_app, name="mfa_deactivate_totp"),
    path("konto/inloggning/nyckel/", factors.add_key, name="mfa_add_webauthn"),
    path("konto/inloggning/nyckel/ta-bort/", factors.remove_key, name="remove_security_key"),
    path("konto/inloggning/reservkoder/", factors.reserve_codes, name="mfa_view_recovery_codes"),
    path("konto/inloggning/reservkoder/nya/", factors.new_reserve_codes, name="mfa_generate_recovery_codes"),
    path("konto/inloggning/sessioner/", sessions.my_sessions, name="my_sessions"),
    path(ASKING.lstrip("/"), sessions.session_left, name="session_left"),
    path("konto/inloggning/losenord/", passwords.my_password, name="my_password"),
    path("losenord/glomt/", passwords.forgotten_password, name="forgotten_password"),
    path("losenord/skickat/", passwords.password_asked, name="password_asked"),
    path("losenord/nytt/", passwords.new_password, name="new_password"),
    path("konto/epost/", emails.my_email, name="my_email"),
    path("konto/epost/bekrafta/", emails.confirm_email, name="confirm_email"),
    path("demo/sign-in", demo.demo_sign_in, name="demo_sign_in"),
]
