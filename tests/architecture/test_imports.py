import subprocess
import sys
from pathlib import Path

from tests.architecture.layers import APPS, HOME


def test_every_import_points_down():
    linter = Path(sys.executable).with_name("lint-imports")
    said = subprocess.run([linter, "--no-cache"], cwd=HOME, capture_output=True, text=True)

    assert said.returncode == 0, said.stdout


def test_every_room_of_the_house_stands_in_the_law():
    rooms = {path.parent.name for path in HOME.glob("*/__init__.py")} - {"tests"}

    assert rooms == set(APPS)
