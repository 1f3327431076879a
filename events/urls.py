"""The addresses of an assembly's programme, below its own."""

from django.urls import path

from events.views import place, registering
from events.views import programme as views

urlpatterns = [
    path("<slug:slug>/programme/", views.programme, name="programme"),
    path("<slug:slug>/programme.ics", views.programme_calendar, name="programme_calendar"),
    path("<slug:slug>/s/<slug:code>/calendar.ics", views.session_calendar, name="session_calendar"),
    path("<slug:slug>/register/", registering.start, name="register"),
    path("<slug:slug>/register/check/", registering.check, name="register_check"),
    path("<slug:slug>/register/done/", registering.done, name="register_done"),
    path("<slug:slug>/register/<slug:question_slug>/", registering.question, name="register_question"),
    path("<slug:slug>/place/", place.place, name="place"),
    path("<slug:slug>/place/cancel/", place.cancel, name="cancel_place"),
    path("<slug:slug>/place/offer/", place.accept, name="accept_place"),
    path("<slug:slug>/place/waiting/", place.rejoin, name="rejoin_waiting_list"),
    path("<slug:slug>/place/<slug:question_slug>/", place.change, name="change_place"),
]
