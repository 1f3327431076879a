"""What stays of a letter with its notice: all that the mail says, for the notices centre."""

from typing import Any

from notices.letters import Letter, Section


def kept_of(letter: Letter) -> dict[str, Any]:
    """Return the columns of the notice that its reader is shown."""
    button = letter.button
    return {
        "headline": letter.headline[:200],
        "lead": "\n\n".join(letter.introduction),
        "path": button.path if button else "",
        "label": button.label if button else "",
        "details": {
            "facts": [{"label": fact.label, "words": fact.words} for fact in letter.facts],
            "sections": [_section(each) for each in letter.sections],
            "closing": list(letter.closing),
        },
    }


def _section(section: Section) -> dict[str, Any]:
    link = section.link
    return {
        "heading": section.heading,
        "lines": list(section.lines),
        "is_list": section.is_list,
        "label": link.label if link else "",
        "path": link.path if link else "",
    }
