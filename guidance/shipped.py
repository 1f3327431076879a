"""The pages that come with the portal, as files; once loaded they are rows, and the rows are what counts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
RULE = "---"
# What everybody needs comes first, then by how often it is asked.
ORDER = (
    "raising-a-concern",
    "your-protection",
    "dignity-at-work",
    "sexual-misconduct",
    "exception-reports",
    "arcp-and-revalidation",
    "less-than-full-time",
    "visas",
)


@dataclass(frozen=True)
class Text:
    """One page as its file has it; dates are days in the portal's zone."""

    slug: str
    title: str
    summary: str
    owner: str
    valid_from: date
    review_by: date
    sources: str
    body: str


def texts() -> list[Text]:
    """Read every page, in the order in which they are listed."""
    return [read(FOLDER / f"{slug}.md") for slug in ORDER]


def read(path: Path) -> Text:
    """Read one page: lines ``key: value`` between two rules, then Markdown."""
    head, _, body = path.read_text(encoding="utf-8").removeprefix(f"{RULE}\n").partition(f"\n{RULE}\n")
    lines = [
        (key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in head.splitlines())
    ]
    facts = dict(lines)
    return Text(
        slug=path.stem,
        title=facts["title"],
        summary=facts["summary"],
        owner=facts["owner"],
        valid_from=date.fromisoformat(facts["valid_from"]),
        review_by=date.fromisoformat(facts["review_by"]),
        sources="\n".join(value for key, value in lines if key == "source"),
        body=body.strip(),
    )
