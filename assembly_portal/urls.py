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
from assembly_portal.pages.figures import figures, figures_document, figures_table
from assembly_portal.pages.health import health
from assembly_portal.pages.home import archive, assembly_home, home
from assembly_portal.pages.lines import join_line, leave_line
from assembly_portal.pages.my_day import my_day
from assembly_portal.pages.room.acts import hand, hand_lower, message_edit, message_report
from assembly_portal.pages.room.away import away, away_back, digest_dismiss
from assembly_portal.pages.room.brief import room_brief
from assembly_portal.pages.room.frame import room, room_messages
from assembly_portal.pages.room.help import room_help, room_help_kind, room_help_withdraw, run_help
from assembly_portal.pages.room.note_acts import (
    note_place,
    note_remove,
    note_restore,
    notes_decision,
    notes_removed,
)
from assembly_portal.pages.room.notes import note, room_notes
from assembly_portal.pages.room.polls import poll_move, poll_vote, room_polls
from assembly_portal.pages.room.questions import (
    question,
    question_move,
    question_vote,
    question_withdraw,
    room_questions,
)
from assembly_portal.pages.room.reactions import react
from assembly_portal.pages.room.run import run, run_act, run_deputy, run_hand, run_report
from assembly_portal.pages.room.run_about import run_message, run_person
from assembly_portal.pages.room.sources import room_source, stage
from assembly_portal.pages.room.table import table_act, table_pass
from assembly_portal.pages.seats import leave_seat, take_seat
from assembly_portal.pages.session import join_session, session_page
from assembly_portal.pages.speaking import correction, own_part, written_answer
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
    path("questions/", room_questions, name="room_questions"),
    path("questions/<uuid:key>/", question, name="question"),
    path("questions/<uuid:key>/vote/", question_vote, name="question_vote"),
    path("questions/<uuid:key>/withdraw/", question_withdraw, name="question_withdraw"),
    path("questions/<uuid:key>/<slug:to>/", question_move, name="question_move"),
    path("polls/", room_polls, name="room_polls"),
    path("polls/<int:number>/vote/", poll_vote, name="poll_vote"),
    path("polls/<int:number>/<slug:to>/", poll_move, name="poll_move"),
    path("react/", react, name="react"),
    path("notes/", room_notes, name="room_notes"),
    path("notes/removed/", notes_removed, name="notes_removed"),
    path("notes/<uuid:key>/", note, name="note"),
    path("notes/<uuid:key>/remove/", note_remove, name="note_remove"),
    path("notes/<uuid:key>/place/", note_place, name="note_place"),
    path("notes/<uuid:key>/restore/", note_restore, name="note_restore"),
    path("notes/<slug:to>/", notes_decision, name="notes_decision"),
    path("away/", away, name="away"),
    path("away/back/", away_back, name="away_back"),
    path("away/digest/", digest_dismiss, name="digest_dismiss"),
    path("help/", room_help, name="room_help"),
    path("help/<slug:kind>/", room_help_kind, name="room_help_kind"),
    path("help/<slug:kind>/withdraw/", room_help_withdraw, name="room_help_withdraw"),
    path("run/help/<uuid:key>/<slug:act>/", run_help, name="run_help"),
    path("source/", room_source, name="room_source"),
    path("stage/", stage, name="stage"),
    path("hand/", hand, name="hand"),
    path("hand/lower/", hand_lower, name="hand_lower"),
    path("table/pass/", table_pass, name="table_pass"),
    path("table/<slug:act>/", table_act, name="table_act"),
    path("run/", run, name="room_run"),
    path("run/messages/<int:number>/", run_message, name="run_message"),
    path("run/people/<int:person>/", run_person, name="run_person"),
    path("run/hands/<int:person>/", run_hand, name="run_hand"),
    path("brief/", room_brief, name="room_brief"),
    path("run/deputy/<int:person>/", run_deputy, name="run_deputy"),
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
    path("library/", include("library.urls")),
    path("letterbox", without_slash, name="letterbox_without_slash"),
    path("letterbox/", include("concerns.urls.letterbox")),
    path("casework/", include("concerns.urls.casework")),
    # Addresses that begin with an assembly's own stand last: a slug matches any word.
    path("", include("events.urls")),
    path("<slug:slug>/", include("library.urls.of_assembly")),
    path("<slug:slug>/networking/", include("networking.urls")),
    path("<slug:slug>/s/<slug:code>/", session_page, name="session_page"),
    path("<slug:slug>/speaking/sessions/<slug:code>/", own_part, name="own_part"),
    path("<slug:slug>/speaking/sessions/<slug:code>/correction/", correction, name="correction"),
    path("<slug:slug>/speaking/questions/<uuid:key>/", written_answer, name="written_answer"),
    path("<slug:slug>/s/<slug:code>/join/", join_session, name="join_session"),
    path("<slug:slug>/my-day/", my_day, name="my_day"),
    path("<slug:slug>/my-day/calendar.ics", my_calendar, name="my_day_calendar"),
    path("<slug:slug>/my-day/<slug:code>.ics", my_session_calendar, name="my_session_calendar"),
    path("<slug:slug>/my-day/calendar/", your_calendar, name="your_calendar"),
    path("<slug:slug>/my-day/calendar/address/", calendar_address, name="calendar_address"),
    path("<slug:slug>/my-day/calendar/stop/", calendar_stop, name="calendar_stop"),
    # Calendars ask without a log-in; no line of the log holds the token (silence.py).
    path("<slug:slug>/calendar/<slug:token>.ics", calendar_feed, name="calendar_feed"),
    path("<slug:slug>/figures/", figures, name="figures"),
    path("<slug:slug>/figures/all.json", figures_document, name="figures_document"),
    path("<slug:slug>/figures/<slug:key>.csv", figures_table, name="figures_table"),
    path("<slug:slug>/rooms/<slug:code>/", include(in_a_room)),
    path("<slug:slug>/", assembly_home, name="assembly_home"),
]

handler400 = errors.not_understood
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.went_wrong
