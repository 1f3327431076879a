"""The addresses of the notices centre and of what comes by mail."""

from django.urls import path

from notices.views import mail

urlpatterns = [
    path("mail/", mail.wishes, name="mail_wishes"),
    path("stop/<str:token>/", mail.stop, name="stop_mail"),
]
