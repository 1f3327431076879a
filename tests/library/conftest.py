"""Each test has a vault of its own."""

import pytest


@pytest.fixture(autouse=True)
def vault_folder(settings, tmp_path):
    settings.LIBRARY_FOLDER = tmp_path / "library"
    return settings.LIBRARY_FOLDER
