"""What holds wherever the portal runs. Places differ only in servers, secrets and how loud they are."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from assembly_portal.logs import as_lines
from common.storage import add_headers

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "servestatic.runserver_nostatic",
    "accounts.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_structlog",
    "common",
    "realtime",
    "accounts",
    "notices",
    "events",
    "breakouts",
    "guidance",
    "library",
    "networking",
    "concerns",
    "assembly_portal",
]

MIDDLEWARE = [
    # First: on the reporter's pages nothing behind it may learn who asks.
    "concerns.middleware.ApartMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.middleware.PermissionsPolicyMiddleware",
    "common.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.OwnChangeMiddleware",
    "assembly_portal.middleware.RequestLogMiddleware",
    "library.middleware.BytesFollowRowsMiddleware",
]

ROOT_URLCONF = "assembly_portal.urls"
ASGI_APPLICATION = "assembly_portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "assembly_portal.context.portal",
            ],
        },
    },
]

# --- Servers -----------------------------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "")
# Pages and rooms go on without it; a call that was in vain costs this, once every two seconds.
REDIS_PATIENCE_SECONDS = float(os.environ.get("REDIS_PATIENCE_SECONDS") or 0.5)


def database_from(url: str, *, pooled: bool) -> dict[str, Any]:
    """Read a database URL; pooled for processes that serve requests, plain for the worker and commands.

    The pool gives up after 5 s (the library waits 30 s), which people see as the 503 page. It asks each
    connection whether it still stands, so that nobody meets one that PostgreSQL ended.
    """
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
    if pooled:
        database["CONN_HEALTH_CHECKS"] = True
        database.setdefault("OPTIONS", {})["pool"] = {"min_size": 2, "max_size": 16, "timeout": 5}
    return database


DATABASES = {
    "default": database_from(
        os.environ.get("DATABASE_URL", "postgres://portal@localhost/portal"),
        pooled=os.environ.get("PORTAL_DATABASE_POOL") == "1",
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "common.caching.ForgivingRedisCache",
        "LOCATION": REDIS_URL or "redis://localhost:6379/0",
        "KEY_PREFIX": "portal",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Work --------------------------------------------------------------------------------------

CELERY_BROKER_URL = (REDIS_URL or "redis://localhost:6379/0").replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    # Without it the library waits two seconds before that one retry, and a person with it.
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "visibility_timeout": 3600,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False

# --- Logs --------------------------------------------------------------------------------------

LOGGING = as_lines(json=False)
# Who asked is told by the account; addresses of machines are personal data that nobody here needs.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

# --- Who ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PortalBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# The one door (accounts/door.py) mails and checks the six-digit codes; allauth keeps passwords, second
# factors, the list of log-ins and the stages between them.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.PasswordLogInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
# Narrow limits per person. A trust of thousands stands behind one address: accounts/limits.py has those.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/300s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.SetUpSecondFactorForm",
}
# How many proxies of our own stand before us: only so many entries of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
# Codes are mailed while the person waits.
EMAIL_TIMEOUT = 5

# --- Words and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "static_built"]
# Files are served beside the middleware: assembly_portal/turnstile.py.
SERVESTATIC_ADD_HEADERS_FUNCTION = add_headers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Library -----------------------------------------------------------------------------------
# Where the bytes are: every process of the portal sees the same folder, and no web server serves it.
LIBRARY_FOLDER = Path(os.environ.get("LIBRARY_FOLDER") or BASE_DIR / ".portal" / "library")
# "/private/": a proxy that serves the folder under this internal address sends the bytes for us
# (X-Accel-Redirect). Empty: the application sends them itself.
LIBRARY_ACCEL_ADDRESS = os.environ.get("LIBRARY_ACCEL_ADDRESS", "")
# "unix:/run/clamav/clamd.sock" or "tcp:host:3310": what is uploaded is shown to ClamAV first.
LIBRARY_CLAMAV = os.environ.get("LIBRARY_CLAMAV", "")
# So much of the disk stays free, whatever is uploaded: the database and the logs may live on it, too.
LIBRARY_RESERVE_BYTES = int(os.environ.get("LIBRARY_RESERVE_BYTES") or 2 * 1024**3)

# --- What other hosts play ---------------------------------------------------------------------
# Whose players recordings and stages may be shown in, beside our own; one that begins with a full stop
# stands for every host below it. Name your own ("nhs.sharepoint.com") in its place.
EMBED_HOSTS = os.environ.get(
    "EMBED_HOSTS",
    "www.youtube-nocookie.com player.vimeo.com web.microsoftstream.com .sharepoint.com",
).split()
# From which hosts a stage may be streamed by HLS ("live.example.org .cdn.example.org"): the playlists and the
# pieces of a stream come from one host. Empty: stages are embeds alone.
STAGE_HLS_HOSTS = os.environ.get("STAGE_HLS_HOSTS", "").split()

# --- What browsers are told --------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# A page that needs the camera or the microphone says so itself; no other page, and no frame, may ask.
PERMISSIONS_POLICY = dict.fromkeys(
    (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ),
    "",
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "assembly_portal.pages.errors.form_not_taken"
# Words for the next page wait beside the log-in: no third cookie, and nothing of them in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# People fill in forms between two bleeps: a form stays good as long as the log-in does.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Concerns ----------------------------------------------------------------------------------
# Where the process can open what was sealed to handlers: empty in those that serve the public.

CONCERNS_KEY_FILE = os.environ.get("CONCERNS_KEY_FILE", "")
CONCERNS_KEY_FOLDER = os.environ.get("CONCERNS_KEY_FOLDER", "")
# Finds a concern by the first part of its code. It never changes: codes handed out would find nothing.
CONCERNS_LOCATOR_KEY = os.environ.get("CONCERNS_LOCATOR_KEY", "development only: finds, and opens nothing")
# What stretching the secret of a code takes (RFC 9106's second choice): 60 bits stay out of reach, offline
# too.
CONCERNS_CODE_MEMORY_KIB = 64 * 1024
CONCERNS_CODE_PASSES = 3
# The page that "Exit this page" leads to.
CONCERNS_EXIT_ADDRESS = os.environ.get("CONCERNS_EXIT_ADDRESS", "https://www.bbc.co.uk/weather")

# --- What only the operator knows --------------------------------------------------------------
# Footer pages show each; `manage.py check --deploy` names those that are not set.

# Mails and calendars are written far from any request: this is where their links lead.
PORTAL_ADDRESS = os.environ.get("PORTAL_ADDRESS", "http://localhost:8000")
PORTAL_NAME = os.environ.get("PORTAL_NAME", "Learner assembly portal")
PORTAL_OPERATOR_NAME = os.environ.get("PORTAL_OPERATOR_NAME", "")
PORTAL_CONTACT_EMAIL = os.environ.get("PORTAL_CONTACT_EMAIL", "")
PORTAL_CONTACT_REPLY_TIME = os.environ.get("PORTAL_CONTACT_REPLY_TIME", "")
PORTAL_ACCESSIBILITY_PREPARED_ON = os.environ.get("PORTAL_ACCESSIBILITY_PREPARED_ON", "")
PORTAL_ACCESSIBILITY_REVIEWED_ON = os.environ.get("PORTAL_ACCESSIBILITY_REVIEWED_ON", "")
PORTAL_PRIVACY_CONTROLLER = os.environ.get("PORTAL_PRIVACY_CONTROLLER", "")
PORTAL_PRIVACY_CONTACT = os.environ.get("PORTAL_PRIVACY_CONTACT", "")
PORTAL_PRIVACY_LAWFUL_BASIS = os.environ.get("PORTAL_PRIVACY_LAWFUL_BASIS", "")
PORTAL_PRIVACY_RETENTION = os.environ.get("PORTAL_PRIVACY_RETENTION", "")
PORTAL_PRIVACY_HOSTED_IN = os.environ.get("PORTAL_PRIVACY_HOSTED_IN", "")
# Whether a demonstration may stand here: its banner costs one query a page.
PORTAL_DEMONSTRATION = os.environ.get("PORTAL_DEMONSTRATION") == "1"
