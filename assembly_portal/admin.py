"""The start page of the organisers' workplace: what waits in every room of the house."""

from django.contrib import admin

# Named last, as this app stands last: each room below knows only what waits there.
admin.site.index_template = "admin/assembly_portal/index.html"
