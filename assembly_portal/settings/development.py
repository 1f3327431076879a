"""The portal on one's own machine, started by ``make run``."""

import os

from assembly_portal.claims import state_folder
from assembly_portal.settings.base import *

DEBUG = True
SECRET_KEY = "development only: anybody may know this"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
# "make run HOST=..." lets others in: by that name, or by any if it listens everywhere.
if host := os.environ.get("PORTAL_HOST"):
    ALLOWED_HOSTS = ["*"] if host in EVERYWHERE else [*ALLOWED_HOSTS, host]

EMAIL_BACKEND = "common.mail.ReadableMailBackend"
DEFAULT_FROM_EMAIL = "Assembly portal <portal@example.org>"
MAIL_FOLDER = state_folder() / "mail"
LIBRARY_FOLDER = state_folder() / "library"
PORTAL_DEMONSTRATION = True
# Innermost, so that the page gets every header that others get.
MIDDLEWARE = [*MIDDLEWARE, "assembly_portal.middleware.PageNotFoundMiddleware"]
