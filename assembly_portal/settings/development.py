"""The portal on one's own machine, started by ``make run``."""

from assembly_portal.settings.base import *

DEBUG = True
SECRET_KEY = "development only: anybody may know this"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
