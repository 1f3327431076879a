"""Addresses of what keeps people safe, and of one's own export."""

from django.urls import path

from networking.views import keeping_away, reporting
from networking.views.export import export

urlpatterns = [
    path("safety/", keeping_away.safety, name="networking_safety"),
    path("safety/blocks/<slug:code>/end/", keeping_away.unblock, name="networking_unblock"),
    path("people/<slug:code>/block/", keeping_away.block, name="networking_block"),
    path("people/<slug:code>/mute/", keeping_away.mute, name="networking_mute"),
    path("people/<slug:code>/mute/end/", keeping_away.unmute, name="networking_unmute"),
    path("people/<slug:code>/report/", reporting.report, name="networking_report"),
    path("people/<slug:code>/report/sent/", reporting.sent, name="networking_reported"),
    path("export/", export, name="networking_export"),
]
