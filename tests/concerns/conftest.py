"""Keys of the test's own: a fresh key file and folder for each."""

import pytest

from concerns.sealing.folder import write_new_key


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    """The process has keys, as one that serves handlers; ``keys.absent()`` takes them away."""
    settings.CONCERNS_KEY_FILE = str(tmp_path / "key-file")
    settings.CONCERNS_KEY_FOLDER = str(tmp_path / "keys")
    write_new_key(tmp_path / "key-file")
    return KeysOfTheTest(settings)


class KeysOfTheTest:
    def __init__(self, settings):
        self.settings = settings

    def absent(self):
        """From now on this process is one that serves the public."""
        self.settings.CONCERNS_KEY_FILE = self.settings.CONCERNS_KEY_FOLDER = ""
