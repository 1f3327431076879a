"""The browser of the tests: which Chromium, how it is started, and what a page may not complain about.

``python -m tests.browser --is-there-one`` and ``--unpack`` serve the bootstrap.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

PARTS = Path(__file__).parent / "chromium" / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = Path(__file__).parent / "chromium" / "node_modules" / ".unpacked"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
FONTS = "<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"


def find(playwright: Playwright) -> tuple[Path, dict[str, str]]:
    """Return a Chromium that starts, and its environment: named, on PATH, Playwright's own, npm's."""
    if named := os.environ.get("CHROMIUM"):
        if not starts(Path(named), {}):
            raise RuntimeError(f"CHROMIUM names {named}, which does not start.")
        return Path(named), {}
    candidates = [Path(found) for name in NAMES if (found := shutil.which(name))]
    candidates.append(Path(playwright.chromium.executable_path))
    for candidate in candidates:
        if starts(candidate, {}):
            return candidate, {}
    return unpack()


def starts(program: Path, environment: dict[str, str]) -> bool:
    """Whether it runs at all: Ubuntu's chromium-browser may be an empty shell, libraries may be missing."""
    try:
        command = [str(program), "--no-sandbox", "--version"]
        return (
            subprocess.run(command, env=os.environ | environment, capture_output=True, timeout=30).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def unpack() -> tuple[Path, dict[str, str]]:
    """Unpack the Chromium that npm brought, once, and return it with the environment it needs."""
    program = UNPACKED / "chromium"
    if not program.exists():
        if not (PARTS / "bin" / "chromium.br").exists():
            raise RuntimeError(
                "No Chromium was found: run 'make test', which fetches one, or name one in CHROMIUM."
            )
        UNPACKED.mkdir(parents=True, exist_ok=True)
        for name in ("al2023", "fonts"):
            with tarfile.open(fileobj=io.BytesIO(decompressed(f"{name}.tar.br"))) as archive:
                # Debian's Python 3.11.2 does not know filters yet.
                archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
                archive.extractall(UNPACKED)
        (UNPACKED / "fonts.conf").write_text(FONTS.format(folder=UNPACKED))
        unfinished = UNPACKED / f"chromium.{os.getpid()}"
        unfinished.write_bytes(decompressed("chromium.br"))
        unfinished.chmod(0o755)
        unfinished.rename(program)
    environment = {} if has_fonts() else {"FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    if starts(program, environment):
        return program, environment
    environment["LD_LIBRARY_PATH"] = str(UNPACKED / "lib")
    if starts(program, environment):
        return program, environment
    raise RuntimeError(f"{program} does not start on this machine: name another Chromium in CHROMIUM.")


def decompressed(name: str) -> bytes:
    return brotli.decompress((PARTS / "bin" / name).read_bytes())


def has_fonts() -> bool:
    folders = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")
    return any(next(folder.rglob("*.[to]tf"), None) for folder in folders)


def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    program, environment = find(playwright)
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS), env=os.environ | environment)


@dataclass
class Complaints:
    """What a page's browser complains about: broken policy, errors of scripts, errors on the console."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Parts of complaints that a test brings about on purpose."""

    def listen_to(self, page: Page) -> None:
        """Note everything from now on."""
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"{message.text} ({message.location['url']})")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.heard if not any(part in text for part in self.expected)]


# Runs before the page's own scripts. The console does not name the violations of a report-only policy.
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI}`, event.sourceFile);
});
"""


def main(arguments: list[str]) -> int:
    if "--unpack" in arguments:
        unpack()
        return 0
    with sync_playwright() as playwright:
        try:
            find(playwright)
        except RuntimeError:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
