"""The addresses of the notices centre and of what comes by mail."""

from django.urls import path

from notices.views import centre, mail

urlpatterns = [
    path("", centre.centre, name="notices"),
    path("count/", centre.unread_count, name="notices_count"),
    path("read/", centre.read_all, name="notices_read"),
    path("<uuid:code>/open/", centre.open_notice, name="notice_open"),
    path("mail/", mail.wishes, name="mail_wishes"),
    path("stop/<str:token>/", mail.stop, name="stop_mail"),
]
