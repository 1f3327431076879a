#!/usr/bin/env python3
"""Makes a clone ready to run: the virtual environment, the locked requirements and the front-end parts.

Standard library only, and readable by old Pythons, so that it can say in one sentence what a machine lacks.
Each step leaves a stamp (a hash of what it was made from) and is skipped while its stamp still fits.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

OLDEST = (3, 11)
HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HOME, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
SETS = {
    "run": ["run.txt", "embedded.txt"],
    "dev": ["run.txt", "embedded.txt", "dev.txt"],
}
NO_NETWORK = (
    "connection",
    "resolve",
    "network",
    "timed out",
    "econn",
    "enotfound",
    "eai_again",
    "etimedout",
    "tls",
    "certificate",
    "dns",
    "from versions: none",  # all that pip says when no index answers
)


class Stuck(Exception):
    """The clone cannot be made ready; the message is the one sentence that the person reads."""


def main(arguments: "list[str]") -> int:
    """Make ready for ``run`` or ``dev``; with ``browser`` there is a Chromium for the tests besides."""
    os.chdir(HOME)
    try:
        find_a_recent_python()
        wanted = "dev" if "dev" in arguments else "run"
        make_environment()
        install_requirements(wanted)
        install_front_end()
        if "browser" in arguments:
            install_browser()
    except Stuck as stuck:
        print("\n" + str(stuck), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run it again to carry on.", file=sys.stderr)
        return 130
    return 0


def find_a_recent_python() -> None:
    """Carry on under the newest Python of this machine if the one called ``python3`` is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)  # noqa: UP031 - an old Python must be able to read this file
        if found:
            os.execv(found, [found, *sys.argv])
    raise Stuck(
        "This machine's python3 is {}.{}; the portal needs 3.11 or later: install it, or name one with "
        "'make PYTHON=/path/to/python3.11 ...'.".format(*sys.version_info[:2])
    )


def make_environment() -> None:
    """Make ``.venv`` with the pinned installer in it, unless a working one is there."""
    if os.path.exists(PYTHON) and stamp("tools") == fingerprint(
        ["requirements/tools.txt"], version_of(PYTHON)
    ):
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian splits it off: its absence is what we look for
        import venv  # noqa: F401, PLC0415
    except ImportError:
        raise Stuck(
            "Python's venv module is missing: install it (on Debian and Ubuntu with 'sudo apt-get install "
            "python3-venv') and run this again."
        ) from None
    if not os.path.exists(PYTHON) or not version_of(PYTHON):
        run("Making the virtual environment in .venv", [sys.executable, "-m", "venv", "--clear", VENV])
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run("Installing the installer (uv)", [*install, "-r", "requirements/tools.txt"])
    write_stamp("tools", fingerprint(["requirements/tools.txt"], version_of(PYTHON)))


def install_requirements(wanted: str) -> None:
    """Install the locked set, every file checked against its hash."""
    files = [os.path.join("requirements", name) for name in SETS[wanted]]
    expected = fingerprint(files, version_of(PYTHON))
    if stamp(wanted) == expected:
        return
    count = sum(line[:1].isalnum() for path in files for line in read(path).splitlines())
    install(f"Installing {count} Python packages", files)
    write_stamp(wanted, expected)


def install(words: str, files: "list[str]") -> None:
    """Install lock files with uv, compiled at once: uncompiled packages take thrice as long to import."""
    uv = os.path.join(VENV, "bin", "uv")
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--compile-bytecode"]
    for path in files:
        command += ["-r", path]
    environment = dict(os.environ)
    # uv does not read pip's settings: a mirror that this machine is told to use holds for it as well.
    if os.environ.get("PIP_INDEX_URL"):
        environment.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    run(words, command, environment=environment)


def install_front_end() -> None:
    """Fetch the front-end parts with npm and fill ``static_built``."""
    locks = ["package.json", "package-lock.json"]
    expected = fingerprint(locks)
    if stamp("npm") != expected or not os.path.isdir("node_modules"):
        npm_ci("Fetching the front-end parts (npm)", ".")
        write_stamp("npm", expected)
    expected = fingerprint([*locks, "bin/build_assets.py"])
    if stamp("assets") != expected or not os.path.isdir("static_built"):
        run("Building the style sheets", [PYTHON, os.path.join("bin", "build_assets.py")])
        write_stamp("assets", expected)


def install_browser() -> None:
    """Fetch a Chromium from npm for the browser tests, unless they find one on this machine."""
    finder = [PYTHON, "-m", "tests.browser", "--is-there-one"]
    if subprocess.run(finder, check=False).returncode == 0:
        return
    folder = os.path.join("tests", "chromium")
    npm_ci("Fetching Chromium for the browser tests (70 MB, npm)", folder)
    run("Unpacking Chromium", [PYTHON, "-m", "tests.browser", "--unpack"])


def npm_ci(words: str, folder: str) -> None:
    """Install exactly what the lock file of a folder names; no package may run a script of its own."""
    npm = shutil.which("npm")
    environment = dict(os.environ)
    if not npm:
        npm = os.path.join(VENV, "bin", "npm")
        if not os.path.exists(npm):
            install("Installing Node, which this machine lacks", [os.path.join("requirements", "node.txt")])
        environment["PATH"] = os.path.dirname(npm) + os.pathsep + environment.get("PATH", "")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]
    run(words, command, environment=environment)


def run(words: str, command: "list[str]", environment: "dict[str, str] | None" = None) -> None:
    """Run one step and print one line for it, with a sign of life every few seconds while it lasts."""
    print(f"  {words} ...", end="", flush=True)
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    said = ""
    while True:
        try:
            said = process.communicate(timeout=5)[0]
            break
        except subprocess.TimeoutExpired:
            print(f" {time.monotonic() - started:.0f} s ...", end="", flush=True)
        except BaseException:
            process.kill()
            raise
    if process.returncode == 0:
        print(f" done ({time.monotonic() - started:.1f} s)", flush=True)
        return
    print(" failed", flush=True)
    raise Stuck(what_went_wrong(words, said))


def what_went_wrong(words: str, said: str) -> str:
    """Say in one sentence why a step failed, with its own last words above it."""
    last_words = "\n".join(said.strip().splitlines()[-8:])
    if "hash" in said.lower() and "mismatch" in said.lower():
        why = (
            "A downloaded file is not the one that requirements/*.txt names: it may have been tampered with."
        )
    elif any(sign in said.lower() for sign in NO_NETWORK):
        why = (
            "The download failed: connect this machine to the internet (or set its proxy) and run this again."
        )
    elif "no space left" in said.lower():
        why = "The disk is full: free about 1 GB and run this again."
    else:
        why = f"'{words}' failed: what it said stands above."
    return f"{last_words}\n\n{why}"


def version_of(python: str) -> str:
    """Ask an interpreter who it is; an empty answer means that it does not run (its Python was removed)."""
    question = "import sys; print(sys.version)"
    try:
        return subprocess.run([python, "-c", question], stdout=subprocess.PIPE, check=False).stdout.decode()
    except OSError:
        return ""


def fingerprint(paths: "list[str]", *more: str) -> str:
    """Hash the files, and whatever else decides what a step makes of them."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        digest.update(read(path).encode())
    return digest.hexdigest()


def read(path: str) -> str:
    """Read a text file of the clone."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def stamp(name: str) -> str:
    """Read the stamp that a step left, or nothing."""
    path = os.path.join(VENV, f"stamp-{name}")
    return read(path) if os.path.exists(path) else ""


def write_stamp(name: str, value: str) -> None:
    """Leave a stamp: the step is done. A renewed installer or Python ends the stamps of what it installed."""
    if name == "tools":
        for path in glob.glob(os.path.join(VENV, "stamp-*")):
            os.remove(path)
    with open(os.path.join(VENV, f"stamp-{name}"), "w", encoding="utf-8") as file:
        file.write(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
