"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from assembly_portal.pages import errors, footer
from assembly_portal.pages.health import health
from assembly_portal.pages.home import archive, assembly_home, home
from assembly_portal.pages.my_day import my_calendar, my_day
from assembly_portal.pages.room import room, room_messages
from assembly_portal.pages.seats import leave_seat, take_seat
from assembly_portal.pages.session import session_page

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("", home, name="home"),
    path("assemblies/", archive, name="archive"),
    path("accessibility/", footer.accessibility, name="accessibility"),
    path("contact/", footer.contact, name="contact"),
    path("cookies/", footer.cookies, name="cookies"),
    path("privacy/", footer.privacy, name="privacy"),
    path("terms/", footer.terms, name="terms"),
    path("health/", health, name="health"),
    # Addresses that begin with an assembly's own stand last: a slug matches any word.
    path("", include("events.urls")),
    path("<slug:slug>/s/<slug:code>/", session_page, name="session_page"),
    path("<slug:slug>/my-day/", my_day, name="my_day"),
    path("<slug:slug>/my-day/calendar.ics", my_calendar, name="my_day_calendar"),
    path("<slug:slug>/rooms/<slug:code>/", room, name="room"),
    path("<slug:slug>/rooms/<slug:code>/seat/", take_seat, name="take_seat"),
    path("<slug:slug>/rooms/<slug:code>/seat/leave/", leave_seat, name="leave_seat"),
    path("<slug:slug>/rooms/<slug:code>/messages/", room_messages, name="room_messages"),
    path("<slug:slug>/", assembly_home, name="assembly_home"),
]

handler400 = errors.not_understood
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.went_wrong
