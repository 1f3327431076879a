"""The portal that is measured with its films: with one address more, for any stored file."""

from assembly_portal.settings.test import *  # noqa: F403

ROOT_URLCONF = "tests.library.files_site"
