from allauth.account.views import LoginView, LogoutView
from django.urls import path

from larka.access.http import exempt
from larka.accounts import views

urlpatterns = [
    path("logga-in/", exempt("the way in")(LoginView.as_view()), name="account_login"),
    path("logga-ut/", exempt("the way out")(LogoutView.as_view()), name="account_logout"),
    path("demo/sign-in", views.demo_sign_in, name="demo_sign_in"),
]
