"""The addresses of requests, contacts and meeting again."""

from django.urls import path

from networking.views.asking import ask
from networking.views.contacts import contact_act, contact_end, contacts
from networking.views.meeting_again import again, again_back

urlpatterns = [
    path("contacts/", contacts, name="networking_contacts"),
    path("contacts/<slug:code>/end/", contact_end, name="networking_contact_end"),
    path("contacts/<slug:code>/<slug:act>/", contact_act, name="networking_contact_act"),
    path("people/<slug:code>/ask/", ask, name="networking_ask"),
    path("people/<slug:code>/again/", again, name="networking_again"),
    path("people/<slug:code>/again/back/", again_back, name="networking_again_back"),
]
