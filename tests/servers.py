"""The private servers that every test shares: started once by the controller, one database per worker.

Loaded with ``-p`` so that the addresses stand in the environment before the settings are read.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from assembly_portal.embedded import Servers

_servers = pytest.StashKey[Servers]()

if "PYTEST_XDIST_WORKER" not in os.environ:
    _folder = Path(tempfile.mkdtemp(prefix="pt."))
    _private = Servers(folder=_folder, data=_folder / "data", logs=_folder / "logs", forgetful=True)
    os.environ.update(_private.environment)


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        _private.start()
        config.stash[_servers] = _private


def pytest_unconfigure(config):
    if servers := config.stash.get(_servers, None):
        servers.stop()
        shutil.rmtree(servers.folder, ignore_errors=True)
