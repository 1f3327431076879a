"""What networking keeps until when, and what went from it: one page for organisers, to be read."""

from django.contrib import admin

from breakouts.admin.clearing import KeepingAdmin
from networking.clearing.queries import NETWORKING
from networking.models import NetworkingClearing


@admin.register(NetworkingClearing)
class NetworkingClearingAdmin(KeepingAdmin):
    """What networking keeps."""

    rule = NETWORKING
    template = "networking/admin/what_networking_keeps.html"
