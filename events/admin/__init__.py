"""The organisers' workplace: assemblies, programme, delegates and what they need."""

from django.contrib import admin

from events.admin import access, assembly, contributors, delegates, session

# The site belongs to an app below, which cannot know what waits here.
admin.site.index_template = "admin/events/index.html"

__all__ = ["access", "assembly", "contributors", "delegates", "session"]
