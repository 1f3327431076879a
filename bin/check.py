#!/usr/bin/env python3
"""``make check``: what can be told without running the portal, one line for each step and all of a fault."""

import os
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PROGRAMS = Path(PYTHON).parent
MANAGE = [PYTHON, "manage.py"]
TEST = {"DJANGO_SETTINGS_MODULE": "assembly_portal.settings.test"}


def production() -> dict[str, str]:
    """Return what production demands, with values that lead nowhere."""
    lines = (HOME / ".ci" / "dummy.env").read_text().splitlines()
    dummy = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {**dummy, "DJANGO_SETTINGS_MODULE": "assembly_portal.settings.production"}


def steps() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return each step: what it looks at, its command, its environment."""
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    return [
        ("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "--diff", "."], {}),
        ("lint", [PYTHON, "-m", "ruff", "check", "--quiet", "."], {}),
        ("import law", [str(PROGRAMS / "lint-imports")], {}),
        ("types", [PYTHON, "-m", "mypy", "."], {}),
        ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], TEST),
        ("templates' markup", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"], {}),
        ("templates' tags", [PYTHON, "bin/compile_templates.py"], TEST),
        ("system checks", [*MANAGE, "check", "--fail-level", "WARNING"], TEST),
        ("deployment", [*MANAGE, *deploy], production()),
    ]


def main() -> int:
    """Run every step, also after a fault, so that one run tells all."""
    faults = 0
    for name, command, environment in steps():
        started = time.monotonic()
        print(f"  {name:20}", end="", flush=True)
        done = subprocess.run(
            command,
            cwd=HOME,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(
            f"{'ok' if done.returncode == 0 else 'FAULT':6} ({time.monotonic() - started:.1f} s)", flush=True
        )
        if done.returncode != 0:
            faults += 1
            print(done.stdout)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
