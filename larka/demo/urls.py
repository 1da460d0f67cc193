from django.urls import path

from larka.demo import views

urlpatterns = [path("demo/mail", views.mails, name="demo_mail")]
