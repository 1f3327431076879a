"""The files of the design system as the portal serves them, and what a first view weighs."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from common.storage import PortalStaticFilesStorage

ROOT = Path(settings.BASE_DIR)
BUILT = ROOT / "static_built" / "nhsuk"
BUDGET = 150_000
# What stylesheets and scripts may take, so that a long programme still fits.
SHARED = 60_000


def build(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "bin" / "build_assets.py"], capture_output=True, text=True, check=False
    )


@pytest.fixture(autouse=True)
def built():
    assert build(ROOT).returncode == 0


def test_nothing_is_asked_of_another_host_and_no_font_is_named():
    css = (BUILT / "nhsuk.css").read_text("utf-8")
    js = (BUILT / "nhsuk.js").read_text("utf-8")

    assert not re.search(r"https?://|@font-face|frutiger", css, re.IGNORECASE)
    assert "sourceMappingURL" not in css + js
    for named in re.findall(r"url\(([^)]+)\)", css):
        assert (BUILT / named).is_file(), named


def test_building_again_writes_nothing():
    before = {path: path.stat().st_mtime_ns for path in BUILT.rglob("*")}

    assert build(ROOT).returncode == 0

    assert {path: path.stat().st_mtime_ns for path in BUILT.rglob("*")} == before


def test_without_the_npm_parts_it_says_what_to_do(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "build_assets.py", tmp_path / "bin")

    done = build(tmp_path)

    assert done.returncode == 1
    assert "npm ci" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_script_finds_what_it_imports_under_its_lasting_name(tmp_path):
    for name in ("js/portal.js", "nhsuk/nhsuk.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(finders.find(name), tmp_path / name)
    storage = PortalStaticFilesStorage(location=tmp_path)

    list(storage.post_process({name: (storage, name) for name in ("js/portal.js", "nhsuk/nhsuk.js")}))

    script = (tmp_path / storage.stored_name("js/portal.js")).read_text("utf-8")
    assert re.search(r'from "\.\./nhsuk/nhsuk\.[0-9a-f]{12}\.js"', script)


def test_what_comes_after_the_page_comes_under_its_lasting_name_as_well(tmp_path):
    names = sorted(modules_of("js/notices/line.js") | {"js/notices/late.js"})
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(finders.find(name), tmp_path / name)
    storage = PortalStaticFilesStorage(location=tmp_path)

    list(storage.post_process({name: (storage, name) for name in names}))

    script = (tmp_path / storage.stored_name("js/notices/late.js")).read_text("utf-8")
    assert re.search(r'import\("\./line\.[0-9a-f]{12}\.js"\)', script)


@pytest.mark.django_db
def test_a_first_view_stays_light(client):
    html = client.get("/").content
    linked = re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', html)
    weights = {
        name.decode(): len(gzip.compress(Path(finders.find(name.decode())).read_bytes()))
        for name in {*linked, b"nhsuk/nhsuk.js"}
    }

    assert sum(weights.values()) < SHARED, weights
    assert sum(weights.values()) + len(html) < BUDGET


def modules_of(name: str) -> set[str]:
    """Return the module and all that it leads to, by their names among the static files."""
    found, ahead = set(), {name}
    while ahead:
        module = ahead.pop()
        found.add(module)
        text = Path(finders.find(module)).read_text("utf-8")
        imported = re.findall(r'^import .*?"(\..+?)";$|^} from "(\..+?)";$', text, re.MULTILINE)
        ahead |= {os.path.normpath(Path(module).parent / (one or two)) for one, two in imported} - found
    return found


PAGES = {
    "js/room.js": {"css/room.css", "css/conduct.css"},
    "js/lobby.js": {"css/day.css"},
    "js/run.js": {"css/room.css", "css/conduct.css"},
}


@pytest.mark.parametrize("entry", PAGES)
def test_a_live_page_stays_light(entry):
    styles = {"nhsuk/nhsuk.css", "css/portal.css", *PAGES[entry], "img/mark.svg"}
    names = modules_of(entry) | modules_of("js/portal.js") | {"js/supported.js"} | styles
    weights = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names}

    # A module of its own costs headers as well; 40 KB are left for the page itself, with all who are there.
    assert sum(weights.values()) + 300 * len(names) < BUDGET - 40_000, weights
