"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from assembly_portal.pages import errors, footer
from assembly_portal.pages.calendar import (
    calendar_address,
    calendar_feed,
    calendar_stop,
    my_calendar,
    my_session_calendar,
    your_calendar,
)
from assembly_portal.pages.health import health
from assembly_portal.pages.home import archive, assembly_home, home
from assembly_portal.pages.lines import join_line, leave_line
from assembly_portal.pages.my_day import my_day
from assembly_portal.pages.room import room, room_messages
from assembly_portal.pages.room_acts import hand, hand_lower, message_edit, message_report
from assembly_portal.pages.room_run import run, run_act, run_hand, run_report
from assembly_portal.pages.room_run_about import run_message, run_person
from assembly_portal.pages.seats import leave_seat, take_seat
from assembly_portal.pages.session import join_session, session_page
from concerns.views.letterbox.start import without_slash

in_a_room = [
    path("", room, name="room"),
    path("seat/", take_seat, name="take_seat"),
    path("seat/leave/", leave_seat, name="leave_seat"),
    path("wait/", join_line, name="join_line"),
    path("wait/leave/", leave_line, name="leave_line"),
    path("messages/", room_messages, name="room_messages"),
    path("messages/<int:number>/edit/", message_edit, name="message_edit"),
    path("messages/<int:number>/report/", message_report, name="message_report"),
    path("hand/", hand, name="hand"),
    path("hand/lower/", hand_lower, name="hand_lower"),
    path("run/", run, name="room_run"),
    path("run/messages/<int:number>/", run_message, name="run_message"),
    path("run/people/<int:person>/", run_person, name="run_person"),
    path("run/hands/<int:person>/", run_hand, name="run_hand"),
    path("run/reports/<int:number>/", run_report, name="run_report"),
    path("run/<slug:act>/", run_act, name="run_act"),
]

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
    path("notices/", include("notices.urls")),
    path("where-do-i-go/", include("guidance.urls")),
    path("letterbox", without_slash, name="letterbox_without_slash"),
    path("letterbox/", include("concerns.urls.letterbox")),
    path("casework/", include("concerns.urls.casework")),
    # Addresses that begin with an assembly's own stand last: a slug matches any word.
    path("", include("events.urls")),
    path("<slug:slug>/s/<slug:code>/", session_page, name="session_page"),
    path("<slug:slug>/s/<slug:code>/join/", join_session, name="join_session"),
    path("<slug:slug>/my-day/", my_day, name="my_day"),
    path("<slug:slug>/my-day/calendar.ics", my_calendar, name="my_day_calendar"),
    path("<slug:slug>/my-day/<slug:code>.ics", my_session_calendar, name="my_session_calendar"),
    path("<slug:slug>/my-day/calendar/", your_calendar, name="your_calendar"),
    path("<slug:slug>/my-day/calendar/address/", calendar_address, name="calendar_address"),
    path("<slug:slug>/my-day/calendar/stop/", calendar_stop, name="calendar_stop"),
    # Calendars ask without a log-in; no line of the log holds the token (silence.py).
    path("<slug:slug>/calendar/<slug:token>.ics", calendar_feed, name="calendar_feed"),
    path("<slug:slug>/rooms/<slug:code>/", include(in_a_room)),
    path("<slug:slug>/", assembly_home, name="assembly_home"),
]

handler400 = errors.not_understood
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.went_wrong
