"""The import law, read from where the linter reads it, for what no linter sees: templates and addresses."""

import tomllib
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
LAW = tomllib.loads((HOME / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = [[app.strip() for app in layer.split("|")] for layer in LAW[0]["layers"]]
APPS = [app for layer in LAYERS for app in layer]


def may_use(user: str, used: str) -> bool:
    """Whether one app may name another: itself, and whatever stands on a lower floor."""
    return user == used or _floor(used) > _floor(user)


def _floor(app: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if app in layer)
