"""docker-compose.yml cannot run where there is no engine; it is read here and held against the code."""

import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from assembly_portal.operator import FACTS

HOME = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((HOME / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ["migrate", "web", "casework", "worker", "beat"]
OF_A_WEB = {"PORTAL_DATABASE_POOL", "PORTAL_BEHIND_PROXY", "TRUSTED_PROXY_COUNT"}
KEYS = {"CONCERNS_KEY_FILE", "CONCERNS_KEY_FOLDER"}
EXTRA = {"web": OF_A_WEB, "casework": OF_A_WEB | KEYS}
SETTINGS = [HOME / "assembly_portal" / "settings" / name for name in ("base.py", "production.py")]
# Where a settings file looks a variable up, and the dictionary of what production refuses to start without.
LOOKED_UP = re.compile(r'environ(?:\.get\(|\[)"([A-Z_]+)"')
DEMANDED = re.compile(r'^    "([A-Z_]+)": "', re.MULTILINE)


def demanded():
    return set(DEMANDED.findall(SETTINGS[1].read_text().partition("DEMANDED = {")[2].partition("}")[0]))


def looked_up():
    return {name for file in SETTINGS for name in LOOKED_UP.findall(file.read_text())}


def test_there_is_everything_the_portal_needs():
    assert set(SERVICES) == {"postgres", "valkey", *OURS}


@pytest.mark.parametrize("name", OURS)
def test_each_service_has_exactly_the_variables_that_production_demands(name):
    given = set(SERVICES[name]["environment"])

    assert given == demanded() | set(FACTS) | EXTRA.get(name, set())
    assert given <= looked_up()


def test_no_secret_stands_in_the_file():
    for name, value in SERVICES["web"]["environment"].items():
        if name in ("SECRET_KEY", "CONCERNS_LOCATOR_KEY", "EMAIL_HOST_PASSWORD"):
            assert value.startswith(f"${{{name}:?"), name
    assert "${POSTGRES_PASSWORD:?" in SERVICES["web"]["environment"]["DATABASE_URL"]


def test_only_casework_is_given_the_keys_of_concerns():
    with_secrets = {name for name in SERVICES if "secrets" in SERVICES[name]}
    mounted = {name: SERVICES[name]["volumes"] for name in SERVICES if "volumes" in SERVICES[name]}

    assert with_secrets == {"casework"}
    assert SERVICES["casework"]["secrets"] == ["concerns_key"]
    assert mounted == {
        "postgres": ["database:/var/lib/postgresql"],
        "casework": ["concerns-keys:/keys"],
        "web": ["library:/library"],
        "worker": ["library:/library"],
    }


def test_the_library_lies_in_the_volume_that_web_and_worker_share():
    assert {SERVICES[name]["environment"]["LIBRARY_FOLDER"] for name in OURS} == {"/library"}
    assert "--owner portal --mode 700 /library" in (HOME / "Dockerfile").read_text()


def test_the_database_logs_no_statement_with_what_it_carried():
    silent = {"-clog_min_error_statement=panic", "-clog_parameter_max_length_on_error=0"}

    assert silent <= set(SERVICES["postgres"]["command"])


@pytest.mark.parametrize("name", OURS)
def test_each_command_exists(name):
    program, *arguments = SERVICES[name]["command"]

    assert shutil.which(program, path=Path(sys.executable).parent)
    if program == "celery":
        assert arguments[:2] == ["-A", "assembly_portal.celery"]
        assert arguments[2] in ("worker", "beat")
    else:
        target = arguments[1].replace(".", "/") + ".py" if arguments[0] == "-m" else arguments[0]
        assert (HOME / target).exists()


def test_there_is_one_beat_and_many_webs():
    beats = [name for name in OURS if {"beat", "-B"} & set(SERVICES[name]["command"])]

    assert beats == ["beat"]
    assert "container_name" not in SERVICES["web"]
    assert "-" in SERVICES["web"]["ports"][0], "one port would be taken by the first of two web services"


def test_nothing_starts_before_the_database_is_up_to_date():
    for name in ("web", "casework", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_image_takes_what_the_clone_has():
    dockerfile = (HOME / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        assert all((HOME / name).exists() for name in line.split()), line
    assert "USER portal" in dockerfile
