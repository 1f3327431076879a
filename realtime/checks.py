"""What ``manage.py check`` asks of the two tables: nothing twice, everything documented as declared."""

from pathlib import Path

from django.core.checks import CheckMessage, Error

from realtime.registry import Direction, Tables


def problems(tables: Tables, protocol: Path) -> list[CheckMessage]:
    """Tell what is wrong with the tables and with the rows of the protocol's document.

    An image without the documents is not at fault; a test holds that the document is there.
    """
    found: list[CheckMessage] = [
        Error(f"{name} is declared twice in the tables of frames and streams.", id="realtime.E001")
        for name in tables.duplicates()
    ]
    if protocol.exists():
        found += undocumented(tables, protocol.read_text(encoding="utf-8").splitlines())
    return found


def undocumented(tables: Tables, lines: list[str]) -> list[CheckMessage]:
    """Tell which frames the document leaves out or tells otherwise, and which it tells of in vain."""
    rows = [line for line in lines if any(f"| {direction} |" in line for direction in Direction)]
    wanted = [kind.documented() for kind in tables.frames]
    missing = [
        Error("docs/protocol.md lacks the row of a frame.", hint=row, id="realtime.E002")
        for row in wanted
        if not any(line.startswith(row) for line in rows)
    ]
    stray = [
        Error("docs/protocol.md tells of a frame that is not declared so.", hint=line, id="realtime.E003")
        for line in rows
        if not any(line.startswith(row) for row in wanted)
    ]
    return [*missing, *stray]
