#!/usr/bin/env python3
"""Copy what browsers need of the NHS design system out of node_modules into static_built/nhsuk.

Standard library only and safe to run again: a file is written only when it would change. The stylesheet
loses what must not reach a browser from here: Frutiger (another host, and a licence this portal does not
have), absolute addresses and source maps.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "nhsuk-frontend"
TARGET = ROOT / "static_built" / "nhsuk"
NOTICE = "/*! nhsuk-frontend, MIT licence */\n"
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
    """Return each file to be served, under its path below static_built/nhsuk."""
    dist = PACKAGE / "dist" / "nhsuk"
    css = portable_css((dist / "nhsuk-frontend.min.css").read_text("utf-8"))
    script = (dist / "nhsuk-frontend.min.js").read_text("utf-8")
    files = {
        Path("nhsuk.css"): (NOTICE + css).encode(),
        Path("nhsuk.js"): (NOTICE + without_source_map(script)).encode(),
    }
    for named in set(re.findall(r"url\((assets/[^)]+)\)", css)):
        files[Path(named)] = (dist / named).read_bytes()
    return files


def main() -> int:
    """Bring static_built/nhsuk up to date."""
    if not (PACKAGE / "package.json").exists():
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
