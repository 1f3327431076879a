"""The portal under test: the same engines, quick password hashes, mail kept in memory."""

from assembly_portal.settings.base import *

SECRET_KEY = "tests only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# As with passwords: the rows say what each took.
CONCERNS_CODE_MEMORY_KIB = 64
CONCERNS_CODE_PASSES = 1
# Tests say themselves when a disk is full.
LIBRARY_RESERVE_BYTES = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Nothing is collected for tests; journeys ask a portal in development for its files.
SERVESTATIC_USE_STATIC_ROOT = False
