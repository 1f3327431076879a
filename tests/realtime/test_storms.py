"""The short form of what the engine must survive; the full form belongs to ``make load``."""

import os

import pytest

from tests.realtime.site import (
    Site,
    a_third_loses_the_network,
    a_web_process_is_frozen_for_three_seconds,
    a_web_process_is_killed,
    storm,
    the_database_is_away_for_five_seconds,
    valkey_dies_for_three_seconds,
    valkey_is_frozen_for_four_seconds,
)

SEED = int(os.environ.get("STORM_SEED", "20220527"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    own = Site(tmp_path_factory.mktemp("site"))
    own.start()
    yield own
    own.stop()


async def test_nothing_is_lost_doubled_or_leaked_when_web_processes_and_networks_fail(site):
    await storm(
        site,
        [a_third_loses_the_network, a_web_process_is_killed, a_web_process_is_frozen_for_three_seconds],
        seed=SEED,
        people=24,
        per_second=8,
        seconds=12,
    )


async def test_nothing_is_lost_doubled_or_leaked_when_valkey_and_the_database_fail(site):
    await storm(
        site,
        [
            valkey_dies_for_three_seconds,
            the_database_is_away_for_five_seconds,
            valkey_is_frozen_for_four_seconds,
        ],
        seed=SEED + 1,
        people=24,
        per_second=8,
        seconds=12,
    )
