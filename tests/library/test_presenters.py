"""Documents in words: sizes, reviews, and who will see one from when on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.models import Assembly, Topic
from library.models import Document
from library.presenters.documents import review_in_words, who_sees
from library.words import size_in_words

TODAY = date(2022, 5, 1)
OPENS = datetime(2022, 5, 22, 8, tzinfo=UTC)
ENDS = datetime(2022, 5, 27, 16, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 KB"),
        (1024, "1 KB"),
        (240 * 1024, "240 KB"),
        (1536, "1.5 KB"),
        (1024 * 1024, "1 MB"),
        (1024 * 1024 * 3 // 2, "1.5 MB"),
        (2 * 1024**3, "2 GB"),
    ],
)
def test_sizes_read_as_people_know_them(size, words):
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "No review is planned."),
        (date(2022, 5, 2), "It will be reviewed by Monday 2 May 2022."),
        (TODAY, "It should have been reviewed by Sunday 1 May 2022, so it may be out of date."),
        (
            date(2022, 4, 30),
            "It should have been reviewed by Saturday 30 April 2022, so it may be out of date.",
        ),
    ],
)
def test_a_review_is_due_from_its_day_on(due_on, words):
    assert review_in_words(due_on, TODAY) == words


def assembly(**fields) -> Assembly:
    return Assembly(
        name="Second",
        published_at=OPENS - timedelta(days=90),
        opens_at=OPENS,
        starts_at=ENDS - timedelta(hours=8),
        ends_at=ENDS,
        closes_at=ENDS + timedelta(days=184),
        **fields,
    )


def document(**fields) -> Document:
    return Document(**{"published_at": OPENS - timedelta(days=30)} | fields)


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        ({"audience": "everybody"}, OPENS, "Everybody, without a log-in."),
        ({"audience": "delegates"}, OPENS, "Delegates of any assembly."),
        (
            {"audience": "delegates", "published_at": None},
            OPENS,
            "Only organisers now. Once it is published: delegates of any assembly.",
        ),
        (
            {"audience": "assembly", "from_phase": "open", "assembly": assembly()},
            OPENS - TICK,
            "Delegates of Second, from 9am on Sunday 22 May 2022.",
        ),
        (
            {"audience": "assembly", "from_phase": "open", "assembly": assembly()},
            OPENS,
            "Delegates of Second, now.",
        ),
        (
            {"audience": "everybody", "from_phase": "on_demand", "assembly": assembly()},
            OPENS,
            "Everybody, without a log-in, from 5pm on Friday 27 May 2022.",
        ),
        (
            {"audience": "assembly", "from_phase": "archived", "assembly": assembly(), "published_at": None},
            OPENS,
            "Only organisers now. Once it is published: delegates of Second, "
            "from 4pm on Sunday 27 November 2022.",
        ),
        (
            {"audience": "assembly", "assembly": assembly(), "topic": Topic(pk=1), "published_at": None},
            OPENS,
            "Only organisers and those who present the topic now. Once it is published: delegates of Second.",
        ),
    ],
)
def test_it_says_who_sees_it_and_from_when_on(fields, at, words):
    assert who_sees(document(**fields), at) == words


def test_a_day_that_is_not_published_comes_first():
    day = assembly()
    day.published_at = None

    assert (
        who_sees(document(assembly=day), OPENS)
        == "Delegates of any assembly, not before Second is published."
    )
