"""The portal where people depend on it: refuses to start without its secrets, and with DEBUG."""

import os

from django.core.exceptions import ImproperlyConfigured

from assembly_portal.logs import as_lines
from assembly_portal.settings.base import *

# Each variable without which production does not start, and what it holds.
DEMANDED = {
    "SECRET_KEY": "a random text of at least 50 characters",
    "DATABASE_URL": "postgres://user:password@host/database",
    "REDIS_URL": "redis://host:6379/0",
    "CONCERNS_LOCATOR_KEY": "a random text of at least 50 characters that never changes",
    "LIBRARY_FOLDER": "the folder of documents and recordings, which every web process and worker sees",
    "ALLOWED_HOSTS": "the names under which the portal is reached, with commas",
    "PORTAL_ADDRESS": "the address that mails link to, such as https://portal.example.nhs.uk",
    "EMAIL_HOST": "the server that takes outgoing mail",
    "EMAIL_HOST_USER": "its user",
    "EMAIL_HOST_PASSWORD": "its password",
    "DEFAULT_FROM_EMAIL": "the address that mails come from",
}

if missing := [f"{name} ({meaning})" for name, meaning in DEMANDED.items() if not os.environ.get(name)]:
    raise ImproperlyConfigured(f"Production does not start without: {'; '.join(missing)}.")
if os.environ.get("DEBUG", "").lower() not in ("", "0", "false", "no", "off"):
    raise ImproperlyConfigured("Production does not start with DEBUG: it would show its secrets to visitors.")

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = [name.strip() for name in os.environ["ALLOWED_HOSTS"].split(",")]

# --- Always encrypted --------------------------------------------------------------------------

SECURE_SSL_REDIRECT = True
# The load balancer asks inside the encrypted edge.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
# Only where a proxy sets this header and removes a visitor's own; else anybody could claim to be encrypted.
if os.environ.get("PORTAL_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Whether browsers are shipped with the name built in is for whoever owns the whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# --- Mail, files, logs -------------------------------------------------------------------------

EMAIL_BACKEND = "notices.transport.Backend"
EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ["DEFAULT_FROM_EMAIL"]
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STORAGES["staticfiles"] = {"BACKEND": "common.storage.PortalStaticFilesStorage"}

LOGGING = as_lines(json=True)
