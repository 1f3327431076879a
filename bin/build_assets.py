#!/usr/bin/env python3
"""Copy what browsers need of the packages in node_modules into static_built.

Standard library only and safe to run again: a file is written only when it would change. The stylesheet of
the NHS design system loses what must not reach a browser from here: Frutiger (another host, and a licence
this portal does not have), absolute addresses and source maps. The player of live streams comes as it is.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "static_built"
NHS_NOTICE = "/*! nhsuk-frontend, MIT licence */\n"
HLS_NOTICE = "/*! hls.js, Apache licence 2.0, https://www.apache.org/licenses/LICENSE-2.0 */\n"
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


def portable_css(css: str) -> str:
    """Make the prebuilt stylesheet fit for any address, without fonts from another host."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"Frutiger W01,\s*arial,\s*sans-serif", SYSTEM_FONTS, css, flags=re.IGNORECASE)
    css = css.replace("url(/assets/", "url(assets/")
    return without_source_map(css)


def without_source_map(text: str) -> str:
    """Drop the pointer to a map that is not copied: manifest storage would look for it and stop."""
    return re.sub(r"(/\*|//)# sourceMappingURL=[^\s*]*( \*/|\*/)?", "", text)


def assets() -> dict[Path, bytes]:
    """Return each file to be served, under its path below static_built."""
    return {**design_system(), **player()}


def design_system() -> dict[Path, bytes]:
    """Return the style sheet, the script and the pictures of the NHS design system."""
    dist = PACKAGES / "nhsuk-frontend" / "dist" / "nhsuk"
    css = portable_css((dist / "nhsuk-frontend.min.css").read_text("utf-8"))
    script = (dist / "nhsuk-frontend.min.js").read_text("utf-8")
    home = Path("nhsuk")
    files = {
        home / "nhsuk.css": (NHS_NOTICE + css).encode(),
        home / "nhsuk.js": (NHS_NOTICE + without_source_map(script)).encode(),
    }
    for named in set(re.findall(r"url\((assets/[^)]+)\)", css)):
        files[home / named] = (dist / named).read_bytes()
    return files


def player() -> dict[Path, bytes]:
    """Return the player of live streams, whole: the light one knows no captions."""
    script = (PACKAGES / "hls.js" / "dist" / "hls.min.mjs").read_text("utf-8")
    return {Path("hls") / "hls.js": (HLS_NOTICE + without_source_map(script)).encode()}


def main() -> int:
    """Bring static_built up to date."""
    if not all((PACKAGES / name / "package.json").exists() for name in ("nhsuk-frontend", "hls.js")):
        sys.stderr.write("The front-end parts are missing. Run 'npm ci --ignore-scripts', then try again.\n")
        return 1
    for path, content in assets().items():
        target = TARGET / path
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
