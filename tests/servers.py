"""The private servers that every test shares: started once by the controller, one database per worker.

Loaded with ``-p`` so that the addresses stand in the environment before the settings are read. Valkey has no
databases that keep apart what is published, so each worker has one of its own (it starts in 50 ms).
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from assembly_portal.embedded import Servers


class WorkersServers(Servers):
    """A worker's own Valkey, and the PostgreSQL that the controller started and named in the environment."""

    @property
    def database_url(self) -> str:
        return os.environ["DATABASE_URL"]


_is_worker = "PYTEST_XDIST_WORKER" in os.environ
_servers = pytest.StashKey[Servers]()
_folder = Path(tempfile.mkdtemp(prefix="pt."))
_kind = WorkersServers if _is_worker else Servers
_private = _kind(folder=_folder, data=_folder / "data", logs=_folder / "logs", forgetful=True)

# Nothing is left over while modules and tests are read in, and looking for it takes a third of that time.
gc.disable()

# A machine that stands still for a moment is no Redis that is lost.
os.environ["REDIS_PATIENCE_SECONDS"] = "10"

# The bytes of the library are as short-lived as the rows that tell of them.
os.environ["LIBRARY_FOLDER"] = str(_folder / "library")
if _is_worker:
    os.environ["REDIS_URL"] = _private.redis_url
else:
    os.environ.update(_private.environment)


def pytest_configure(config):
    _private.start_valkey()
    if not _is_worker:
        _private.start_postgres()
    config.stash[_servers] = _private


def pytest_collection_finish():
    # What lives until the end is looked through no more: millions of objects at each full collection.
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config):
    if servers := config.stash.get(_servers, None):
        servers.stop()
        shutil.rmtree(servers.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def servers(request):
    """The servers of this worker, to read their addresses or to stop and start Valkey."""
    return request.config.stash[_servers]
